#include "test.h"

#include <stdlib.h>

#include "engine/files.h"

static void yaml_files_in_byte_order_without_optional_packs(void **state)
{
    (void)state;
    char folder[] = "/tmp/interdict-files-XXXXXX", command[512];
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "cd %s && mkdir -p b optional/p .git && touch b/2.yml a.yaml b/1.yaml README.md "
             "optional/p/x.yml .git/c.yml .hidden.yml",
             folder);
    assert_int_equal(system(command), 0);
    struct diags diags;
    struct file_list files = {0};
    diags_init(&diags);
    files_find(&files, folder, files_yaml, &diags);
    assert_int_equal(diags.count, 0);
    assert_int_equal(files.count, 3);
    assert_string_equal(files.paths[0] + sizeof folder, "a.yaml");
    assert_string_equal(files.paths[1] + sizeof folder, "b/1.yaml");
    assert_string_equal(files.paths[2] + sizeof folder, "b/2.yml");
    snprintf(command, sizeof command, "%s/optional/p", folder);
    files_find(&files, command, files_yaml, &diags); /* named, so it is wanted */
    assert_int_equal(files.count, 4);
    files_find(&files, "/nowhere/rules", files_yaml, &diags);
    assert_int_equal(diags.errors, 1);
    assert_string_equal(diags.items[0].place.file, "/nowhere/rules");
    files_clear(&files);
    diags_clear(&diags);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_files_in_byte_order_without_optional_packs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* ISO 3166-1 codes, and the names under which the usual countries of origin are written. */
#include "law/country.h"

#include <stdlib.h>

#include "base/buf.h"
#include "event/text.h"

/* alpha-2 and alpha-3, sorted. */
static const char codes[][6] = {
    "ADAND", "AEARE", "AFAFG", "AGATG", "AIAIA", "ALALB", "AMARM", "AOAGO", "AQATA", "ARARG",
    "ASASM", "ATAUT", "AUAUS", "AWABW", "AXALA", "AZAZE", "BABIH", "BBBRB", "BDBGD", "BEBEL",
    "BFBFA", "BGBGR", "BHBHR", "BIBDI", "BJBEN", "BLBLM", "BMBMU", "BNBRN", "BOBOL", "BQBES",
    "BRBRA", "BSBHS", "BTBTN", "BVBVT", "BWBWA", "BYBLR", "BZBLZ", "CACAN", "CCCCK", "CDCOD",
    "CFCAF", "CGCOG", "CHCHE", "CICIV", "CKCOK", "CLCHL", "CMCMR", "CNCHN", "COCOL", "CRCRI",
    "CUCUB", "CVCPV", "CWCUW", "CXCXR", "CYCYP", "CZCZE", "DEDEU", "DJDJI", "DKDNK", "DMDMA",
    "DODOM", "DZDZA", "ECECU", "EEEST", "EGEGY", "EHESH", "ERERI", "ESESP", "ETETH", "FIFIN",
    "FJFJI", "FKFLK", "FMFSM", "FOFRO", "FRFRA", "GAGAB", "GBGBR", "GDGRD", "GEGEO", "GFGUF",
    "GGGGY", "GHGHA", "GIGIB", "GLGRL", "GMGMB", "GNGIN", "GPGLP", "GQGNQ", "GRGRC", "GSSGS",
    "GTGTM", "GUGUM", "GWGNB", "GYGUY", "HKHKG", "HMHMD", "HNHND", "HRHRV", "HTHTI", "HUHUN",
    "IDIDN", "IEIRL", "ILISR", "IMIMN", "ININD", "IOIOT", "IQIRQ", "IRIRN", "ISISL", "ITITA",
    "JEJEY", "JMJAM", "JOJOR", "JPJPN", "KEKEN", "KGKGZ", "KHKHM", "KIKIR", "KMCOM", "KNKNA",
    "KPPRK", "KRKOR", "KWKWT", "KYCYM", "KZKAZ", "LALAO", "LBLBN", "LCLCA", "LILIE", "LKLKA",
    "LRLBR", "LSLSO", "LTLTU", "LULUX", "LVLVA", "LYLBY", "MAMAR", "MCMCO", "MDMDA", "MEMNE",
    "MFMAF", "MGMDG", "MHMHL", "MKMKD", "MLMLI", "MMMMR", "MNMNG", "MOMAC", "MPMNP", "MQMTQ",
    "MRMRT", "MSMSR", "MTMLT", "MUMUS", "MVMDV", "MWMWI", "MXMEX", "MYMYS", "MZMOZ", "NANAM",
    "NCNCL", "NENER", "NFNFK", "NGNGA", "NINIC", "NLNLD", "NONOR", "NPNPL", "NRNRU", "NUNIU",
    "NZNZL", "OMOMN", "PAPAN", "PEPER", "PFPYF", "PGPNG", "PHPHL", "PKPAK", "PLPOL", "PMSPM",
    "PNPCN", "PRPRI", "PSPSE", "PTPRT", "PWPLW", "PYPRY", "QAQAT", "REREU", "ROROU", "RSSRB",
    "RURUS", "RWRWA", "SASAU", "SBSLB", "SCSYC", "SDSDN", "SESWE", "SGSGP", "SHSHN", "SISVN",
    "SJSJM", "SKSVK", "SLSLE", "SMSMR", "SNSEN", "SOSOM", "SRSUR", "SSSSD", "STSTP", "SVSLV",
    "SXSXM", "SYSYR", "SZSWZ", "TCTCA", "TDTCD", "TFATF", "TGTGO", "THTHA", "TJTJK", "TKTKL",
    "TLTLS", "TMTKM", "TNTUN", "TOTON", "TRTUR", "TTTTO", "TVTUV", "TWTWN", "TZTZA", "UAUKR",
    "UGUGA", "UMUMI", "USUSA", "UYURY", "UZUZB", "VAVAT", "VCVCT", "VEVEN", "VGVGB", "VIVIR",
    "VNVNM", "VUVUT", "WFWLF", "WSWSM", "YEYEM", "YTMYT", "ZAZAF", "ZMZMB", "ZWZWE",
};

/* Compared without case; a name that could be two countries is left out. */
static const struct {
    const char *name, *code;
} names[] = {
    {"United Arab Emirates", "AE"},
    {"UAE", "AE"},
    {"Argentina", "AR"},
    {"Austria", "AT"},
    {"Österreich", "AT"},
    {"Australia", "AU"},
    {"Australien", "AU"},
    {"澳大利亚", "AU"},
    {"Bangladesh", "BD"},
    {"Belgium", "BE"},
    {"Belgien", "BE"},
    {"Belgique", "BE"},
    {"Bulgaria", "BG"},
    {"Brazil", "BR"},
    {"Brasil", "BR"},
    {"Brasilien", "BR"},
    {"Belarus", "BY"},
    {"Canada", "CA"},
    {"Kanada", "CA"},
    {"加拿大", "CA"},
    {"カナダ", "CA"},
    {"Switzerland", "CH"},
    {"Schweiz", "CH"},
    {"Suisse", "CH"},
    {"瑞士", "CH"},
    {"Chile", "CL"},
    {"China", "CN"},
    {"People's Republic of China", "CN"},
    {"PRC", "CN"},
    {"P.R. China", "CN"},
    {"P.R.C.", "CN"},
    {"Mainland China", "CN"},
    {"Volksrepublik China", "CN"},
    {"中国", "CN"},
    {"中华人民共和国", "CN"},
    {"中國", "CN"},
    {"Chine", "CN"},
    {"Kina", "CN"},
    {"Китай", "CN"},
    {"Cuba", "CU"},
    {"Cyprus", "CY"},
    {"Czechia", "CZ"},
    {"Czech Republic", "CZ"},
    {"Tschechien", "CZ"},
    {"Germany", "DE"},
    {"Deutschland", "DE"},
    {"Allemagne", "DE"},
    {"Alemania", "DE"},
    {"德国", "DE"},
    {"德國", "DE"},
    {"ドイツ", "DE"},
    {"Denmark", "DK"},
    {"Dänemark", "DK"},
    {"Danmark", "DK"},
    {"Estonia", "EE"},
    {"Estland", "EE"},
    {"Eesti", "EE"},
    {"Egypt", "EG"},
    {"Spain", "ES"},
    {"Spanien", "ES"},
    {"España", "ES"},
    {"Finland", "FI"},
    {"Finnland", "FI"},
    {"Suomi", "FI"},
    {"France", "FR"},
    {"Frankreich", "FR"},
    {"法国", "FR"},
    {"フランス", "FR"},
    {"United Kingdom", "GB"},
    {"Great Britain", "GB"},
    {"Britain", "GB"},
    {"England", "GB"},
    {"Scotland", "GB"},
    {"Wales", "GB"},
    {"UK", "GB"},
    {"U.K.", "GB"},
    {"Vereinigtes Königreich", "GB"},
    {"Großbritannien", "GB"},
    {"英国", "GB"},
    {"英國", "GB"},
    {"イギリス", "GB"},
    {"Royaume-Uni", "GB"},
    {"Reino Unido", "GB"},
    {"Greece", "GR"},
    {"Griechenland", "GR"},
    {"EL", "GR"},
    {"Hong Kong", "HK"},
    {"Hongkong", "HK"},
    {"香港", "HK"},
    {"Croatia", "HR"},
    {"Hungary", "HU"},
    {"Ungarn", "HU"},
    {"Indonesia", "ID"},
    {"Indonesien", "ID"},
    {"Ireland", "IE"},
    {"Irland", "IE"},
    {"Israel", "IL"},
    {"以色列", "IL"},
    {"India", "IN"},
    {"Indien", "IN"},
    {"Inde", "IN"},
    {"印度", "IN"},
    {"インド", "IN"},
    {"Iran", "IR"},
    {"Iceland", "IS"},
    {"Italy", "IT"},
    {"Italien", "IT"},
    {"Italia", "IT"},
    {"Japan", "JP"},
    {"日本", "JP"},
    {"Japon", "JP"},
    {"Japón", "JP"},
    {"Kenya", "KE"},
    {"North Korea", "KP"},
    {"South Korea", "KR"},
    {"Republic of Korea", "KR"},
    {"Korea", "KR"},
    {"Südkorea", "KR"},
    {"韩国", "KR"},
    {"韓國", "KR"},
    {"韓国", "KR"},
    {"대한민국", "KR"},
    {"Kazakhstan", "KZ"},
    {"Sri Lanka", "LK"},
    {"Lithuania", "LT"},
    {"Litauen", "LT"},
    {"Lietuva", "LT"},
    {"Luxembourg", "LU"},
    {"Luxemburg", "LU"},
    {"Latvia", "LV"},
    {"Lettland", "LV"},
    {"Macao", "MO"},
    {"Macau", "MO"},
    {"澳门", "MO"},
    {"澳門", "MO"},
    {"Malta", "MT"},
    {"Mexico", "MX"},
    {"México", "MX"},
    {"Mexiko", "MX"},
    {"Malaysia", "MY"},
    {"马来西亚", "MY"},
    {"Nigeria", "NG"},
    {"Netherlands", "NL"},
    {"The Netherlands", "NL"},
    {"Niederlande", "NL"},
    {"Holland", "NL"},
    {"荷兰", "NL"},
    {"Norway", "NO"},
    {"Norwegen", "NO"},
    {"Norge", "NO"},
    {"New Zealand", "NZ"},
    {"Neuseeland", "NZ"},
    {"新西兰", "NZ"},
    {"Philippines", "PH"},
    {"Philippinen", "PH"},
    {"Pakistan", "PK"},
    {"Poland", "PL"},
    {"Polen", "PL"},
    {"Polska", "PL"},
    {"Portugal", "PT"},
    {"Romania", "RO"},
    {"Russia", "RU"},
    {"Russian Federation", "RU"},
    {"Russland", "RU"},
    {"Россия", "RU"},
    {"俄罗斯", "RU"},
    {"ロシア", "RU"},
    {"Saudi Arabia", "SA"},
    {"Sweden", "SE"},
    {"Schweden", "SE"},
    {"Sverige", "SE"},
    {"瑞典", "SE"},
    {"Singapore", "SG"},
    {"Singapur", "SG"},
    {"新加坡", "SG"},
    {"シンガポール", "SG"},
    {"Slovenia", "SI"},
    {"Slovakia", "SK"},
    {"Syria", "SY"},
    {"Thailand", "TH"},
    {"泰国", "TH"},
    {"タイ", "TH"},
    {"Turkey", "TR"},
    {"Türkiye", "TR"},
    {"Türkei", "TR"},
    {"Taiwan", "TW"},
    {"Republic of China", "TW"},
    {"Chinese Taipei", "TW"},
    {"台湾", "TW"},
    {"台灣", "TW"},
    {"臺灣", "TW"},
    {"中国台湾", "TW"},
    {"中國台灣", "TW"},
    {"Ukraine", "UA"},
    {"United States", "US"},
    {"United States of America", "US"},
    {"USA", "US"},
    {"U.S.", "US"},
    {"U.S.A.", "US"},
    {"Vereinigte Staaten", "US"},
    {"美国", "US"},
    {"美國", "US"},
    {"アメリカ", "US"},
    {"アメリカ合衆国", "US"},
    {"米国", "US"},
    {"États-Unis", "US"},
    {"Estados Unidos", "US"},
    {"США", "US"},
    {"Venezuela", "VE"},
    {"Vietnam", "VN"},
    {"Viet Nam", "VN"},
    {"越南", "VN"},
    {"ベトナム", "VN"},
    {"South Africa", "ZA"},
};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static int compare_codes(const void *text, const void *row)
{
    return memcmp(text, row, 2);
}

/* The row whose alpha-2 (or alpha-3) code this is; NULL if there is none. */
static const char *find_code(struct str text)
{
    if (text.len != 2 && text.len != 3)
        return NULL;
    const char wanted[3] = {upper(text.ptr[0]), upper(text.ptr[1]),
                            text.len == 3 ? upper(text.ptr[2]) : '\0'};
    if (text.len == 2)
        return bsearch(wanted, codes, sizeof codes / sizeof *codes, sizeof *codes, compare_codes);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (memcmp(codes[i] + 2, wanted, 3) == 0)
            return codes[i];
    return NULL;
}

bool country_is_code(struct str code)
{
    const char *row = find_code(code);
    return row && code.len == 2 && code.ptr[0] == row[0] && code.ptr[1] == row[1];
}

static struct str without_prefix(struct str text)
{
    static const struct str prefixes[] = {STR_INIT("made in "), STR_INIT("product of "),
                                          STR_INIT("origin: "), STR_INIT("hergestellt in ")};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (str_eq_nocase(str_head(text, prefixes[i].len), prefixes[i]))
            return str_from(text, prefixes[i].len);
    return text;
}

struct str country_parse(struct str text, struct buf *scratch)
{
    text = without_prefix(str_trim(text));
    const char *row = find_code(text);
    if (row)
        return (struct str){row, 2};
    if (text.len == 0 || text.len > 64)
        return (struct str){0};
    buf_reset(scratch);
    text_simple_fold(scratch, text);
    size_t len = scratch->len;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        scratch->len = len;
        text_simple_fold(scratch, str_of(names[i].name));
        struct str wanted = {scratch->ptr + len, scratch->len - len};
        if (str_eq((struct str){scratch->ptr, len}, wanted))
            return (struct str){names[i].code, 2};
    }
    return (struct str){0};
}

bool country_within(struct str country, struct str wanted)
{
    static const char members[] = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL "
                                  "PL PT RO SE SI SK";
    if (str_eq(country, wanted))
        return true;
    if (!str_is(wanted, "EU") || country.len != 2)
        return false;
    for (size_t at = 0; at + 2 < sizeof members; at += 3)
        if (members[at] == country.ptr[0] && members[at + 1] == country.ptr[1])
            return true;
    return false;
}

bool country_is_jurisdiction(struct str code)
{
    return str_is(code, "EU") || country_is_code(code);
}

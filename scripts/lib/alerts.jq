# Alerts as a person reads them: what, who, which law, which article.
def one: if type == "array" then join(", ") else . end;
def first_of(f): [f | select(. != null) | one][0];

# "Law A: 37, 38; Law B: 41", in the alert's order.
def articles:
    reduce .provisions[] as $p ([];
        if length > 0 and .[-1].law == $p.law.en
        then .[-1].articles += [$p.article // ""]
        else . + [{law: $p.law.en, articles: [$p.article // ""]}] end)
    | [.[] | "\(.law): \(.articles | join(", "))"] | join("; ");

def law:
    "    law      \(.title.en) (\(.jurisdiction)): \(.applicability)"
    + (if .reach != "named" then ", by \(.reach) reach" else "" end),
    (if (.provisions | length) > 0 then "    article  \(articles)" else empty end);

"\(.disposition | ascii_upcase)  \([first_of(.item.vendor, .item.brand),
    first_of(.item.product, .item.model, .item.part_number)] | map(select(. != null)) | join(" "))",
"    who      \(.org.name // .org.id // "nobody named"), \(.org.country // "country unknown")"
    + (if .org.roles then ", " + (.org.roles | join(", ")) else ", roles unknown" end),
"    event    \(.event.kind) \(.event.id // ""), \(.event.action // "no action"), \(.time // "no time")",
(.legal_basis[:3][] | law),
(if (.legal_basis | length) > 3 then "    and      \((.legal_basis | length) - 3) more instruments" else empty end),
(if (.missing | length) > 0 then "    missing  \(.missing | join(", "))" else empty end),
""

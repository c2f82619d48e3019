//! Finds page content that could run, load, or imitate a part of the page, with an independent parser.

#![allow(dead_code)]

use crate::common::html::selector;
use scraper::Html;

/// Ways to run a script; `@` is the script. Each uses a different technique.
pub const VECTORS: &[&str] = &[
    // Elements that run, whole or half
    "<script>@</script>",
    "<SCRIPT/x>@</SCRIPT >",
    "</script><script>@//",
    "<script src=data:text/javascript,@></script>",
    "<script type=module>@</script>",
    "<<script>@;//<</script>",
    "<scr<script>ipt>@</scr</script>ipt>",
    "<script\n>@</script\n>",
    // Handlers
    "<img src onerror=@>",
    "<img/src/onerror=@//",
    "<b onmouseover=@>hover</b>",
    "<p tabindex=1 autofocus onfocus=\"@\">x",
    "<details open ontoggle='@'><summary>x",
    "<a href=# onclick=@>x</a>",
    "<div onpointerrawupdate=@ onanimationstart=@ style=animation-name:x>x</div>",
    "<video src onloadstart=@><audio src onerror=@>",
    "<input onfocus=@ autofocus><select onfocus=@ autofocus>",
    "<body onpageshow=@><frameset onload=@>",
    "<marquee onstart=@>x</marquee>",
    "<code class=x onclick=@>x</code>",
    "<td onmouseenter=@>x</td>",
    "<b\u{c}onclick=@>x</b>",
    "<b x='>' onclick=@>x</b>",
    "<b title=\"a\nb\" onclick=@>x</b>",
    // Out of an attribute or an element
    "\" onmouseover=\"@\" x=\"",
    "' onmouseover='@' x='",
    "` onmouseover=`@` x=`",
    "\"><img src onerror=@>",
    "'><img src onerror=@>",
    "--><img src onerror=@><!--",
    "</title><img src onerror=@>",
    "</textarea></style></noscript></template><img src onerror=@>",
    "</code></pre></li></td></table></article></main><img src onerror=@>",
    "\\\"-@-\\\"",
    "\"});@;({\"",
    "</script>\u{2028}@\u{2029}",
    // Addresses
    "<a href=javascript:@>x</a>",
    "<a href='  jAvAsCrIpT&#9;:@'>x</a>",
    "<a href=\"java&Tab;script&colon;@\">x</a>",
    "<a href=\"\u{1}javascript:@\">x</a>",
    "<a href='javascript&#0058;@'>x</a>",
    "<a href=data:text/html,<script>@</script>>x</a>",
    "<a href=vbscript:@>x</a>",
    "<a href=//evil.example/%0ajavascript:@>x</a>",
    "[x](javascript:@)",
    "[x](<java\tscript:@>)",
    "[x](JAVASCRIPT&#x3a;@)",
    "[x](data:text/html;base64,PHNjcmlwdD4=@)",
    "![x](javascript:@)",
    "<javascript:@>",
    "[x]\n\n[x]: javascript:@",
    "[![x](javascript:@)](javascript:@)",
    "[x](https://example.org/ '\" onclick=\"@')",
    "https://example.org/\"onmouseover=@//",
    "<https://example.org/?\"onclick=@>",
    // Other content
    "<svg onload=@>",
    "<svg><script>@</script></svg>",
    "<svg><a xlink:href=javascript:@><text>x</text></a></svg>",
    "<svg><animate onbegin=@ attributeName=x dur=1s>",
    "<svg><foreignObject><img src onerror=@></foreignObject></svg>",
    "<svg><style><img src onerror=@></style></svg>",
    "<math><mi xlink:href=javascript:@>x</mi></math>",
    "<math><annotation-xml encoding=text/html><img src onerror=@></annotation-xml></math>",
    "<iframe srcdoc='<script>parent.@</script>'></iframe>",
    "<iframe src=javascript:parent.@></iframe>",
    "<object data=javascript:@></object><embed src=javascript:@>",
    "<form action=javascript:@><button>x</button></form>",
    "<base href=javascript:@//><a href=x>x</a>",
    "<meta http-equiv=refresh content='0;url=javascript:@'>",
    "<link rel=import href=data:text/html,<script>@</script>>",
    "<style>@import 'javascript:@';*{background:url(javascript:@)}</style>",
    "<b style='width:expression(@);behavior:url(#x)'>x</b>",
    // What parsers fix in different ways
    "<noscript><p title='</noscript><img src onerror=@>'>",
    "<template><img src onerror=@></template>",
    "<xmp><p title='</xmp><img src onerror=@>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=@&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=@>",
    "<svg></p><style><g title='</style><img src onerror=@>'>",
    "<table><tr><td><a><table><a title='<img src onerror=@>'>",
    "<!--><img src onerror=@>-->",
    "<!-- --!><img src onerror=@> -->",
    "<![CDATA[><img src onerror=@>]]>",
    "<?x ><img src onerror=@> ?>",
    "<b \u{0}onclick=@>x</b>",
    "&lt;img src onerror=@&gt;",
    "&#60;script&#62;@&#60;/script&#62;",
    "\u{ff1c}script\u{ff1e}@\u{ff1c}/script\u{ff1e}",
    "+ADw-script+AD4-@+ADw-/script+AD4-",
    // What templates and scripts would read
    "{{ '<script>@</script>'|safe }}",
    "{% raw %}<script>@</script>{% endraw %}",
    "${@}",
    "{count}{date}<img src onerror=@>",
    "__proto__<img src onerror=@>",
];

/// Scripts and fields of the page itself: scripts are files of the site or data, and fields are outside the text.
fn is_ours(element: &scraper::ElementRef<'_>) -> bool {
    let within = |class: &str| {
        let mut around = element.ancestors().filter_map(scraper::ElementRef::wrap);
        around.any(|other| other.value().classes().any(|other| other == class))
    };
    let text: String = element.text().collect();
    let value = element.value();
    match value.name() {
        "script" => {
            let in_head =
                element.parent().and_then(scraper::ElementRef::wrap).is_some_and(|p| p.value().name() == "head");
            let ours = ["theme", "page", "search", "filters", "overview", "diagrams", "requirements", "tests"]
                .map(|name| format!("assets/{name}.js"));
            in_head
                && match value.attr("src") {
                    Some(src) => text.is_empty() && ours.iter().any(|name| src.trim_start_matches(['.', '/']) == name),
                    None => {
                        value.attr("type") == Some("application/ld+json")
                            && !text.contains('<')
                            && serde_json::from_str::<serde_json::Value>(&text).is_ok()
                    }
                }
        }
        "form" => value.classes().any(|class| ["filters", "search-form"].contains(&class)) && !within("prose"),
        "input" | "button" => {
            ["filters", "search", "search-form", "numbering"].into_iter().any(within) && !within("prose")
        }
        _ => false,
    }
}

/// Everything on a page that could run, load, or imitate a part of the page.
pub fn dangers(page: &Html) -> Vec<String> {
    let mut found = Vec::new();
    for element in page.select(&selector("*")) {
        let name = element.value().name();
        let forbidden = [
            "script", "iframe", "object", "embed", "form", "input", "button", "style", "base", "img", "video", "audio",
            "template", "noscript", "math", "animate", "textarea", "xmp", "frameset", "source", "applet", "marquee",
        ];
        if forbidden.contains(&name) && !is_ours(&element) {
            found.push(format!("<{name}>"));
        }
        let in_head = element.parent().and_then(scraper::ElementRef::wrap).is_some_and(|p| p.value().name() == "head");
        if matches!(name, "meta" | "link" | "title") && !in_head && element.ancestors().count() < 4 {
            found.push(format!("<{name}> outside the head"));
        }
        for (key, value) in element.value().attrs() {
            let address: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let address = address.to_lowercase();
            let scheme = address.split(['/', '?', '#']).next().unwrap_or("").split_once(':').map(|(scheme, _)| scheme);
            let link = matches!(key, "href" | "src" | "action" | "formaction" | "srcdoc" | "data" | "xlink:href");
            let runs = key.starts_with("on") || matches!(key, "style" | "srcdoc" | "formaction" | "autofocus");
            // The calendar of the site; what documents link to has none of these schemes.
            let calendar = value == "webcal://docs.scs.community/lifecycle.ics";
            if runs || (link && !calendar && !matches!(scheme, None | Some("http" | "https" | "mailto"))) {
                found.push(format!("{name} {key}={value}"));
            }
        }
    }
    let count = |query: &str| page.select(&selector(query)).count();
    let (head, mains) = (count("head > *"), (count("main"), count("[id='page.main']"), count("title")));
    // The title of the warning triangle is one, too.
    if !(11..=23).contains(&head) || (mains.0, mains.1) != (1, 1) || count("head title") != 1 {
        found.push(format!("the frame of the page was broken: {head} {mains:?}"));
    }
    found
}

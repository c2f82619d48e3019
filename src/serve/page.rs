//! What is answered: the files of the site, with the script that reloads them and a banner with errors.
//!
//! The policy of a page stays as strict as it is: the script, the style of the banner and the wait for events come from
//! the same host, and that is all that is allowed in addition.

use super::Published;
use super::http::{Answer, Request};
use crate::render::address::encode_path;
use crate::render::escape::html;

/// Where pages wait for the next version.
pub const EVENTS: &str = "/.scsdoc/events";
const SCRIPT: &str = "/.scsdoc/live.js";
const STYLE: &str = "/.scsdoc/live.css";
/// Most errors that a banner lists.
const MAX_LISTED: usize = 10;

/// The answer to a request that was not refused.
pub fn answer(request: &Request, published: &Published) -> Answer {
    let Some(path) = request.decoded() else { return not_found(published) };
    match path.as_str() {
        SCRIPT => return file(200, SCRIPT, include_str!("../../site/serve/live.js").into()),
        STYLE => return file(200, STYLE, include_str!("../../site/serve/live.css").into()),
        _ => {}
    }
    let site = &published.site;
    if site.files.is_empty() {
        return empty(published);
    }
    let Some(path) = path.strip_prefix(&site.base) else {
        // The start of the server, and the base without its slash, lead to the start of the site.
        let start = path == "/" || format!("{path}/") == site.base;
        return if start { Answer::redirect(&encode_path(&site.base)) } else { not_found(published) };
    };
    let index = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    if let Some(bytes) = site.files.get(&index) {
        return if index.ends_with(".html") { page(200, bytes, published) } else { file(200, &index, bytes.clone()) };
    }
    if site.files.contains_key(&format!("{path}/index.html")) {
        return Answer::redirect(&encode_path(&format!("{}{path}/", site.base)));
    }
    not_found(published)
}

fn file(status: u16, path: &str, bytes: Vec<u8>) -> Answer {
    let content_type = match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "xml" | "atom" => "application/xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "yaml" | "yml" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    Answer::new(status, content_type, bytes)
}

fn page(status: u16, bytes: &[u8], published: &Published) -> Answer {
    let text = String::from_utf8_lossy(bytes);
    file(status, "page.html", live(&text, published).into_bytes())
}

fn not_found(published: &Published) -> Answer {
    match published.site.files.get("404.html") {
        Some(bytes) => page(404, bytes, published),
        None => Answer::words(404, "there is no such page"),
    }
}

/// Stands in for a site that could not be built yet.
fn empty(published: &Published) -> Answer {
    let text = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
        <title>The site cannot be built</title>\n</head>\n<body>\n<main><h1>The site cannot be built</h1></main>\n</body>\n</html>\n";
    page(500, text.as_bytes(), published)
}

/// The page with the script, the style and the banner.
pub fn live(text: &str, published: &Published) -> String {
    let mut text = with_policy(text);
    let head = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\">\n<script src=\"{SCRIPT}?version={}\" defer></script>\n",
        published.version
    );
    // A template of the user's own may lack either place.
    let at = text.find("</head>").unwrap_or(text.len());
    text.insert_str(at, &head);
    if let Some(banner) = banner(published) {
        // Behind the head of the page, so that the way past it stays the first thing to reach.
        let header = text.find("</header>").map(|at| at + "</header>".len());
        let body = || text.find("<body").and_then(|at| Some(at + text.get(at..)?.find('>')? + 1));
        let at = header.or_else(body).unwrap_or(text.len());
        text.insert_str(at, &banner);
    }
    text
}

fn banner(published: &Published) -> Option<String> {
    let findings = &published.site.findings;
    if let Some(failure) = &published.failure {
        let lines: String = failure.lines().map(|line| format!("<li>{}</li>", html(line))).collect();
        return Some(format!(
            "\n<aside class=\"scsdoc-banner\" role=\"alert\"><details open><summary>The site cannot be built; this is the last one that could</summary><ul>{lines}</ul></details></aside>"
        ));
    }
    if findings.is_empty() {
        return None;
    }
    let mut lines: String = findings.iter().take(MAX_LISTED).map(|line| format!("<li>{}</li>", html(line))).collect();
    if findings.len() > MAX_LISTED {
        lines.push_str(&format!("<li>and {} more</li>", findings.len() - MAX_LISTED));
    }
    let count = if findings.len() == 1 { "1 error".to_owned() } else { format!("{} errors", findings.len()) };
    Some(format!(
        "\n<aside class=\"scsdoc-banner\" aria-label=\"Errors\"><details><summary>{count}</summary><ul>{lines}</ul></details></aside>"
    ))
}

/// The page with a policy under which what is added works, if it has one.
fn with_policy(text: &str) -> String {
    let place = || {
        let meta = text.find("http-equiv=\"Content-Security-Policy\"")?;
        let start = meta + text.get(meta..)?.find("content=\"")? + "content=\"".len();
        let end = start + text.get(start..)?.find('"')?;
        Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
    };
    let Some((before, policy, after)) = place() else { return text.to_owned() };
    let mut directives: Vec<Vec<&str>> =
        policy.split(';').map(|directive| directive.split_whitespace().collect()).collect();
    directives.retain(|directive: &Vec<&str>| !directive.is_empty());
    for name in ["script-src", "style-src", "connect-src"] {
        match directives.iter_mut().find(|directive| directive.first() == Some(&name)) {
            Some(directive) if directive.contains(&"'self'") => {}
            Some(directive) => {
                directive.retain(|source| *source != "'none'");
                directive.push("'self'");
            }
            None => directives.push(vec![name, "'self'"]),
        }
    }
    let policy: Vec<String> = directives.iter().map(|directive| directive.join(" ")).collect();
    format!("{before}{}{after}", policy.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_opens_no_further_than_to_this_host() {
        let page = |policy: &str| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        assert_eq!(
            with_policy(&page("default-src 'none'; style-src 'self'")),
            page("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'")
        );
        let strict = page("script-src 'none'; style-src 'self'; connect-src 'self'");
        assert_eq!(with_policy(&strict), page("script-src 'self'; style-src 'self'; connect-src 'self'"));
        assert_eq!(with_policy("<p>"), "<p>");
    }

    #[test]
    fn errors_are_text() {
        let failure = Some("<script>x</script>\n</aside>".to_owned());
        let text = live("<html><head></head><body class=a>x", &Published { failure, ..Published::default() });
        assert!(
            text.contains("<body class=a>\n<aside") && text.contains("&lt;script&gt;x") && text.contains("&lt;/aside")
        );
        assert!(text.contains("defer></script>\n</head>"));
    }
}

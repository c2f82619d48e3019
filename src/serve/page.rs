//! Responses: the files of the site, each page with the script that reloads it and a banner with errors.
//!
//! The templates of the site let a served page connect to its own host; their policy stays as strict otherwise.

use super::{Published, Shared};
use crate::render::address::encode_path;
use crate::render::templates::set_escapes;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use minijinja::{Environment, context};
use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::convert::Infallible;

/// Endpoint where pages wait for the next version.
pub const EVENTS: &str = "/.scsdoc/events";
const SCRIPT: &str = "/.scsdoc/live.js";
const STYLE: &str = "/.scsdoc/live.css";

/// Sends one event as soon as another version is served than the page has.
pub(super) async fn events(
    State(mut shared): State<Shared>,
    Query(query): Query<HashMap<String, String>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let since = query.get("since").cloned().unwrap_or_default();
    let event = async move {
        let other = shared.published.wait_for(|published| published.version != since).await;
        let version = other.map(|published| published.version.clone());
        // An error means that the server is shutting down; no page should reload then.
        let Ok(version) = version else { std::future::pending().await };
        Ok(Event::default().event("reload").data(version))
    };
    Sse::new(stream::once(event)).keep_alive(KeepAlive::default())
}

/// The response to a request for a file. Files are looked up by name in a map, so no path leads out of the site.
pub(super) async fn answer(State(shared): State<Shared>, uri: Uri) -> Response {
    let published = shared.published.borrow().clone();
    let Ok(path) = percent_decode_str(uri.path()).decode_utf8() else { return not_found(&published) };
    match &*path {
        SCRIPT => return file(SCRIPT, include_bytes!("../../site/serve/live.js").to_vec()),
        STYLE => return file(STYLE, include_bytes!("../../site/serve/live.css").to_vec()),
        _ => {}
    }
    let site = &published.site;
    if site.files.is_empty() {
        let text = include_bytes!("../../site/serve/empty.html");
        return page(StatusCode::INTERNAL_SERVER_ERROR, text, &published);
    }
    let Some(name) = path.strip_prefix(&site.base) else {
        // The root of the server, and the base without its slash, lead to the start of the site.
        let start = path == "/" || format!("{path}/") == site.base;
        return if start { redirect(&site.base) } else { not_found(&published) };
    };
    let index = if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() };
    match site.files.get(&index) {
        Some(bytes) if index.ends_with(".html") => page(StatusCode::OK, bytes, &published),
        Some(bytes) => file(&index, bytes.clone()),
        None if site.files.contains_key(&format!("{name}/index.html")) => redirect(&format!("{path}/")),
        None => not_found(&published),
    }
}

fn redirect(path: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, encode_path(path))]).into_response()
}

fn file(path: &str, bytes: Vec<u8>) -> Response {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if guess.type_() == "text" { "; charset=utf-8" } else { "" };
    ([(header::CONTENT_TYPE, format!("{}{charset}", guess.essence_str()))], bytes).into_response()
}

fn page(status: StatusCode, bytes: &[u8], published: &Published) -> Response {
    (status, file("page.html", live(&String::from_utf8_lossy(bytes), published).into_bytes())).into_response()
}

fn not_found(published: &Published) -> Response {
    match published.site.files.get("404.html") {
        Some(bytes) => page(StatusCode::NOT_FOUND, bytes, published),
        None => (StatusCode::NOT_FOUND, "not found\n").into_response(),
    }
}

/// The page with the script, the style and the banner.
fn live(text: &str, published: &Published) -> String {
    let mut text = text.to_owned();
    let head = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\">\n<script src=\"{SCRIPT}?version={}\" defer></script>\n",
        published.version
    );
    // A custom template may lack either place.
    let at = text.find("</head>").unwrap_or(text.len());
    text.insert_str(at, &head);
    if published.failure.is_some() || !published.site.findings.is_empty() {
        // After the header of the page, so that the skip link stays the first thing to reach.
        let header = text.find("</header>").map(|at| at + "</header>".len());
        let body = || text.find("<body").and_then(|at| Some(at + text.get(at..)?.find('>')? + 1));
        let at = header.or_else(body).unwrap_or(text.len());
        text.insert_str(at, &banner(published));
    }
    text
}

/// The errors of the register, or why it cannot be built.
fn banner(published: &Published) -> String {
    let context = context! { failure => published.failure.clone(), errors => published.site.findings.clone() };
    let template = include_str!("../../site/serve/banner.html");
    let mut environment = Environment::new();
    set_escapes(&mut environment);
    environment.render_named_str("banner.html", template, context).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_escaped() {
        let failure = Some("<script>x</script>\n</aside>".to_owned());
        let text = live("<html><head></head><body class=a>x", &Published { failure, ..Published::default() });
        assert!(text.contains("<body class=a>\n<aside"), "{text}");
        assert!(text.contains("&lt;script&gt;x") && text.contains("&lt;/aside"), "{text}");
        assert!(text.contains("defer></script>\n</head>"), "{text}");
    }
}

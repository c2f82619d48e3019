//! Requests and answers, as far as a site on this computer needs them: GET and HEAD, one request a connection.

use std::io::{self, Read, Write};

/// Longest head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;
/// Most header lines.
const MAX_HEADERS: usize = 64;

/// A request that could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `HEAD`, or something else.
    pub method: String,
    /// The path with the query, as it was sent.
    pub target: String,
    /// All values of `Host`.
    pub hosts: Vec<String>,
    /// All values of `Origin`.
    pub origins: Vec<String>,
}

impl Request {
    /// Reads a request; what is none gives the answer that says so.
    ///
    /// # Errors
    /// When the connection ends or takes too long.
    pub fn read(stream: &mut impl Read) -> io::Result<Result<Self, Answer>> {
        let mut head = Vec::with_capacity(1024);
        let mut part = [0; 2048];
        loop {
            let count = stream.read(&mut part)?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            head.extend_from_slice(part.get(..count).unwrap_or_default());
            match Self::parse(&head) {
                Ok(Some(request)) => return Ok(Ok(request)),
                Ok(None) if head.len() < MAX_HEAD => {}
                Ok(None) => return Ok(Err(Answer::words(431, "the head of the request is too long"))),
                Err(answer) => return Ok(Err(answer)),
            }
        }
    }

    /// Takes the head of a request apart; nothing where it has not come to its end.
    ///
    /// # Errors
    /// The answer to what is no request.
    pub fn parse(head: &[u8]) -> Result<Option<Self>, Answer> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        match parsed.parse(head) {
            Ok(httparse::Status::Complete(_)) => {}
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(Answer::words(431, "too many header lines")),
            Err(_) => return Err(Answer::words(400, "this is no request")),
        }
        let all = |name: &str| {
            let found = parsed.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
            found.map(|header| String::from_utf8_lossy(header.value).into_owned()).collect()
        };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(Some(Request {
            method: text(parsed.method),
            target: text(parsed.path),
            hosts: all("host"),
            origins: all("origin"),
        }))
    }

    /// Why a request is not answered by a server at this port: it is for another host (a name that somebody else
    /// has made to lead here), it comes from another page, or it wants to change something.
    pub fn refusal(&self, port: u16) -> Option<Answer> {
        let ours = |text: &str| {
            let (name, at) = text.split_once(':').unwrap_or((text, "80"));
            let name = name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1";
            name && *at == *port.to_string()
        };
        match self.hosts.as_slice() {
            [host] if ours(host) => {}
            [_] => return Some(Answer::words(403, "this server answers for 127.0.0.1 and localhost alone")),
            _ => return Some(Answer::words(400, "a request names one host")),
        }
        let foreign = |origin: &String| !origin.strip_prefix("http://").is_some_and(ours);
        if self.origins.iter().any(foreign) {
            return Some(Answer::words(403, "this server answers to its own pages alone"));
        }
        if !matches!(self.method.as_str(), "GET" | "HEAD") {
            let answer = Answer::words(405, "this server answers to GET and HEAD alone");
            return Some(answer.with("Allow", "GET, HEAD"));
        }
        (!self.target.starts_with('/')).then(|| Answer::words(400, "a request names a path"))
    }

    /// The path as it was sent, without the query.
    pub fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// A value of the query, as it was sent.
    pub fn query(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?')?.1;
        query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
    }

    /// The path with its percent escapes undone; nothing where it is not one that a page could have: steps up or
    /// nowhere, empty parts, escaped slashes, backslashes, control characters, broken escapes.
    pub fn decoded(&self) -> Option<String> {
        let path = self.path().strip_prefix('/')?;
        let mut parts = Vec::new();
        let last = path.split('/').count().saturating_sub(1);
        for (at, part) in path.split('/').enumerate() {
            let part = decode(part)?;
            let odd = matches!(part.as_str(), "." | "..") || (part.is_empty() && at < last);
            if odd || part.contains(|c: char| matches!(c, '/' | '\\') || c.is_control()) {
                return None;
            }
            parts.push(part);
        }
        Some(format!("/{}", parts.join("/")))
    }
}

fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Header lines beside those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The body; nothing for a stream that has no end.
    pub body: Option<Vec<u8>>,
}

impl Answer {
    /// An answer with a body of this type.
    pub fn new(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Answer { status, headers: vec![("Content-Type", content_type.to_owned())], body: Some(body) }
    }

    /// A line of text.
    pub fn words(status: u16, words: &str) -> Self {
        Answer::new(status, "text/plain; charset=utf-8", format!("{words}\n").into_bytes())
    }

    /// The way to another path, which is percent-encoded.
    pub fn redirect(path: &str) -> Self {
        Answer::words(302, "the page is elsewhere").with("Location", path)
    }

    /// Events to come.
    pub fn stream() -> Self {
        Answer { status: 200, headers: vec![("Content-Type", "text/event-stream".into())], body: None }
    }

    /// The same with a header line.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Writes the answer, with or without its body. No other page may frame it, embed it, or learn from it, and no
    /// browser keeps it.
    ///
    /// # Errors
    /// When the connection ends or takes too long.
    pub fn write(&self, stream: &mut impl Write, with_body: bool) -> io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            302 => "Found",
            400 => "Bad Request",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            431 => "Request Header Fields Too Large",
            503 => "Service Unavailable",
            _ => "Internal Server Error",
        };
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = &self.body {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str(
            "Cache-Control: no-store\r\nContent-Security-Policy: frame-ancestors 'none'\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        );
        stream.write_all(head.as_bytes())?;
        if let Some(body) = self.body.as_ref().filter(|_| with_body) {
            stream.write_all(body)?;
        }
        stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(target: &str) -> Request {
        Request { target: target.into(), ..Request::default() }
    }

    #[test]
    fn paths_lead_nowhere_else() {
        assert_eq!(request("/a%20b/%C3%A4?x=/..").decoded().as_deref(), Some("/a b/ä"));
        assert_eq!(request("/a/").decoded().as_deref(), Some("/a/"));
        for target in [
            "/..",
            "/%2e%2E/a",
            "/a//b",
            "//a/b",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/%",
            "/%zz",
            "/%ff",
            "/a%00",
            "/./a",
            "a",
        ] {
            assert_eq!(request(target).decoded(), None, "{target}");
        }
    }

    proptest! {
        #[test]
        fn no_head_is_too_odd(head in any::<Vec<u8>>(), target in "/(\\PC|%|/|\\.|%2e|%2f|%5c|\\\\){0,30}") {
            let _ = Request::parse(&head);
            if let Some(path) = request(&target).decoded() {
                prop_assert!(path.starts_with('/') && !path.contains("//") && !path.contains('\\'));
                prop_assert!(!path.split('/').any(|part| part == ".."));
            }
        }
    }
}

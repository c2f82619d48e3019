//! Messages on the wire: a header with a length, and as many bytes of JSON. Nothing is believed of either.

use std::io::{self, BufRead, Read, Write};

/// Longest message that is read, in bytes. A longer one is skipped, not kept.
const MAX_MESSAGE: u64 = 64 << 20;
/// Longest line of a header, and longest header.
const MAX_HEADER: u64 = 8 << 10;

/// What came in.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    /// JSON.
    Message(serde_json::Value),
    /// Something else, with what is wrong about it.
    Broken(String),
}

/// Reads the next message; nothing at the end of the input.
///
/// # Errors
/// When the input cannot be read.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut wrong = None;
    let mut size = 0;
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)? as u64;
        if read == 0 {
            return Ok(None);
        }
        size += read;
        if size > MAX_HEADER || !line.ends_with(b"\n") {
            skip_line(input, line.ends_with(b"\n"))?;
            return Ok(Some(Frame::Broken("a header is too long".into())));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            // Empty lines before a header are harmless.
            if length.is_none() && wrong.is_none() && size <= 2 {
                size = 0;
                continue;
            }
            break;
        }
        match line.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("content-length") => {
                match value.trim().parse::<u64>() {
                    Ok(value) => length = Some(value),
                    Err(_) => wrong = Some(format!("`Content-Length: {}` is no length", shortened(value.trim()))),
                }
            }
            Some(_) => {}
            None => wrong = Some(format!("`{}` is no header", shortened(line))),
        }
    }
    let Some(length) = length else {
        return Ok(Some(Frame::Broken(wrong.unwrap_or_else(|| "a message has no Content-Length".into()))));
    };
    if length > MAX_MESSAGE {
        let skipped = io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        let message = format!("a message of {length} bytes is too long; at most {MAX_MESSAGE} are read");
        return Ok((skipped == length).then_some(Frame::Broken(message)));
    }
    // What is not there is not reserved.
    let mut body = Vec::new();
    if input.by_ref().take(length).read_to_end(&mut body)? as u64 != length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Frame::Message(message),
        Err(error) => Frame::Broken(format!("a message is not JSON: {error}")),
    }))
}

/// Reads on to the end of a line, unless it has been read.
fn skip_line(input: &mut impl BufRead, ended: bool) -> io::Result<()> {
    if ended {
        return Ok(());
    }
    loop {
        let bytes = input.fill_buf()?;
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (used, done) = (end.map_or(bytes.len(), |end| end + 1), end.is_some() || bytes.is_empty());
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// The first characters of what a stranger wrote.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Writes a message.
///
/// # Errors
/// When the output cannot be written, as when nobody reads it any more.
pub(super) fn write(output: &mut impl Write, message: &serde_json::Value) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(&body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn all(mut bytes: &[u8]) -> Vec<Frame> {
        std::iter::from_fn(|| read(&mut bytes).unwrap()).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, &json!({"a": "ä😀"})).unwrap();
        write(&mut bytes, &json!([1])).unwrap();
        assert_eq!(all(&bytes), [Frame::Message(json!({"a": "ä😀"})), Frame::Message(json!([1]))]);
    }

    #[test]
    fn a_broken_message_does_not_hide_the_next() {
        let good = "Content-Length: 2\r\n\r\n{}";
        for broken in [
            "Content-Length: -5\r\n\r\n",
            "Content-Length: many\r\n\r\n",
            "Content-Type: x\r\n\r\n",
            "Content-Length: 3\r\n\r\n{]}",
            "content-length: 2\n\n\u{0}\u{1}",
            "nonsense\r\n\r\n",
            "Content-Length: 99999999999999999999999999\r\n\r\n",
            &format!("{}\n", "x".repeat(100_000)),
        ] {
            let frames = all(format!("{broken}{good}").as_bytes());
            assert_eq!(frames.len(), 2, "{broken:.40}: {frames:?}");
            assert!(matches!(frames[0], Frame::Broken(_)));
            assert_eq!(frames[1], Frame::Message(json!({})));
        }
    }

    #[test]
    fn a_length_that_is_never_fulfilled_is_the_end() {
        assert_eq!(all(b"Content-Length: 100000000000000\r\n\r\n{}"), []);
        assert_eq!(all(b"Content-Length: 60000000\r\n\r\n{}"), []);
    }

    proptest! {
        #[test]
        fn no_bytes_stop_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            all(&bytes);
        }
    }
}

//! Invisible characters, and contexts in which they are legitimate.

use super::Span;

/// A run of invisible characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The characters: one, or a run of the same.
    pub span: Span,
    pub character: char,
    /// Length of the run.
    pub count: usize,
}

/// All hidden characters in `text`, in order: control characters, bidirectional controls, characters of no width,
/// and invisible line breaks.
///
/// Legitimate uses in scripts and emoji are skipped: joiners in emoji and between letters of scripts that use them, direction
/// marks on lines with right-to-left letters, and a byte order mark at the start. Soft hyphens and blanks of other widths are
/// legitimate in running text; they are found only if `strict` holds for the offset, for names and values.
pub fn find(text: &str, strict: impl Fn(usize) -> bool) -> Vec<Hidden> {
    let mut found: Vec<Hidden> = Vec::new();
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    let mut end = 0;
    while let Some(rest) = text.as_bytes().get(end..) {
        // Whole blocks are looked at several bytes at a time.
        let blocks = rest.chunks_exact(64).take_while(|block| block.iter().fold(true, |all, byte| all & plain(byte)));
        let from = blocks.count() * 64;
        let Some(step) = rest[from..].iter().position(|byte| !plain(byte)) else { break };
        let at = end + from + step;
        let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        end = at + character.len_utf8();
        let blank = matches!(character, '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}') && strict(at);
        if !(is_hidden(character) || blank)
            || (at == 0 && character == '\u{feff}')
            || legitimate(text, at, character, &strict)
        {
            continue;
        }
        let span = Span::new(at, at + character.len_utf8());
        match found.last_mut() {
            Some(last) if last.character == character && last.span.end == span.start => {
                last.span.end = span.end;
                last.count += 1;
            }
            _ => found.push(Hidden { span, character, count: 1 }),
        }
    }
    found
}

/// Whether a character is invisible, except for its effect on others: Unicode
/// *Default_Ignorable_Code_Point* (a test compares), line and paragraph separators, annotation marks, and the Braille blank.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
        || is_blank(c)
}

fn is_blank(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{2800}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether a character is invisible or a control other than line breaks and tabs.
fn is_hidden(c: char) -> bool {
    is_invisible(c) || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// The name of a hidden character, for messages.
pub fn name(c: char) -> &'static str {
    match c {
        '\u{0}' => "null",
        '\u{7}' => "bell",
        '\u{8}' => "backspace",
        '\u{b}' => "vertical tab",
        '\u{c}' => "form feed",
        '\u{1b}' => "escape",
        '\u{7f}' => "delete",
        '\u{85}' => "next line",
        '\u{0}'..='\u{9f}' => "control character",
        '\u{ad}' => "soft hyphen",
        '\u{34f}' => "combining grapheme joiner",
        '\u{61c}' => "Arabic letter mark",
        '\u{180e}' => "Mongolian vowel separator",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{feff}' => "byte order mark, or zero width no-break space",
        '\u{2800}' => "blank Braille pattern",
        '\u{fff9}'..='\u{fffb}' => "interlinear annotation mark",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "Hangul filler",
        '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            "variation selector"
        }
        '\u{e0000}'..='\u{e007f}' => "tag character",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "blank of another width",
        _ => "invisible format character",
    }
}

/// Whether a hidden character is legitimate in its context.
fn legitimate(text: &str, at: usize, c: char, strict: &impl Fn(usize) -> bool) -> bool {
    let before = || text.get(..at).and_then(|text| text.chars().next_back()).unwrap_or(' ');
    let after = || text.get(at + c.len_utf8()..).and_then(|text| text.chars().next()).unwrap_or(' ');
    match c {
        '\u{ad}' => !strict(at),
        '\u{200b}' => breaks_without_spaces(before()) && breaks_without_spaces(after()),
        '\u{200c}' => joins(before()) || joins(after()),
        '\u{200d}' => joins(before()) || joins(after()) || (emoji_part(before()) && emoji_part(after())),
        '\u{61c}' | '\u{200e}' | '\u{200f}' => line_has_rtl(text, at),
        '\u{115f}' | '\u{1160}' => {
            ('\u{1100}'..='\u{11ff}').contains(&before()) || ('\u{1100}'..='\u{11ff}').contains(&after())
        }
        '\u{180b}'..='\u{180f}' => ('\u{1800}'..='\u{18af}').contains(&before()),
        '\u{fe00}'..='\u{fe0f}' => {
            let base = before();
            !(base.is_whitespace() || base.is_ascii_alphabetic() || is_hidden(base))
        }
        '\u{e0100}'..='\u{e01ef}' => {
            matches!(before(), '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        }
        // The tags of a flag follow a black flag and one another; no flag has more than seven.
        '\u{e0020}'..='\u{e007f}' => {
            let Some(front) = text.get(..at) else { return false };
            let mut earlier = front.chars().rev().take(7);
            earlier.find(|c| !('\u{e0020}'..='\u{e007e}').contains(c)) == Some('\u{1f3f4}')
        }
        _ => false,
    }
}

/// Letters of scripts that use joiners: Arabic and related scripts, Indic scripts, Mongolian.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}')
}

/// Letters of scripts that write no spaces between words.
fn breaks_without_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aaf}')
}

/// Parts of joined emoji.
fn emoji_part(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether the line of `at` has a right-to-left letter. Searches at most
/// 200 bytes to either side.
fn line_has_rtl(text: &str, at: usize) -> bool {
    let rtl = |c: char| matches!(c, '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    let before = text.get(..at).map(|text| text.chars().rev().take(100).take_while(|c| *c != '\n').any(rtl));
    let after = text.get(at..).map(|text| text.chars().take(100).take_while(|c| *c != '\n').any(rtl));
    before == Some(true) || after == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joiners_in_scripts_and_emoji_are_allowed() {
        for text in [
            "\u{feff}start",
            "tab\tand\r\nline",
            "👩\u{200d}💻 ❤\u{fe0f}\u{200d}🔥 👩🏽\u{200d}🚀 1\u{fe0f}\u{20e3}",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "עברית \u{200f}(SCS)",
            "soft\u{ad}hyphen",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "no-break\u{a0}space, Größe, naïve, 漢字\u{e0100}",
            "ภาษา\u{200b}ไทย",
        ] {
            assert_eq!(find(text, |_| false), [], "{text:?}");
        }
    }

    #[test]
    fn invisible_characters_are_found() {
        for (text, character, count) in [
            ("a\u{202e}b", '\u{202e}', 1),
            ("a\u{200b}\u{200b}b", '\u{200b}', 2),
            ("a\u{200d}b", '\u{200d}', 1),
            ("a\u{0}b", '\u{0}', 1),
            ("a\u{85}b", '\u{85}', 1),
            ("x\u{feff}", '\u{feff}', 1),
            ("x\u{fe01}", '\u{fe01}', 1),
            ("x\u{e0041}", '\u{e0041}', 1),
            ("x\u{200e}", '\u{200e}', 1),
            ("x\u{2028}y", '\u{2028}', 1),
            ("x\u{3164}y", '\u{3164}', 1),
        ] {
            let found = find(text, |_| false);
            assert_eq!(
                found.iter().map(|f| (f.character, f.count)).collect::<Vec<_>>(),
                [(character, count)],
                "{text:?}"
            );
        }
        assert_eq!(find("so\u{ad}ft", |_| true).len(), 1);
    }

    #[test]
    fn invisible_characters_match_unicode() {
        let hir = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").unwrap();
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = hir.kind() else { panic!() };
        let ignorable = |c: char| class.ranges().iter().any(|range| range.start() <= c && c <= range.end());
        for c in '\0'..=char::MAX {
            assert_eq!(is_invisible(c) && !is_blank(c), ignorable(c), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn every_hidden_character_begins_with_a_suspicious_byte() {
        for c in (0..=0x10ffff).filter_map(char::from_u32).filter(|c| is_hidden(*c) && *c != '\u{feff}') {
            let text = format!("x{c}");
            let legit = legitimate(&text, 1, c, &|_| true);
            assert_eq!(find(&text, |_| true).len(), usize::from(!legit), "{c:?}");
        }
    }
}

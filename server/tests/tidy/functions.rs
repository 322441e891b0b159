//! The size of functions, measured on the text: what clippy does not count are the macros.

use crate::{expect_none, sources::list};

const FUNCTION_LINES_MAX: usize = 70;

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut faults = Vec::new();
    for source in list(".", &[".rs"]) {
        for (name, lines) in functions(&source.text) {
            if lines > FUNCTION_LINES_MAX {
                faults.push(format!(
                    "{}: {name} has {lines} lines, {FUNCTION_LINES_MAX} are allowed",
                    source.path
                ));
            }
        }
    }
    expect_none(&faults);
}

#[test]
fn the_measure_of_functions_sees_through_texts_and_comments() {
    let source = "//! X.\nfn one() {\n    // }\n    let text = \"{\";\n    let letter = '{';\n}\n\
                  trait T {\n    fn two();\n}\nfn three<'a>(x: &'a str) -> &'a str {\n    x\n}\n";
    let expected = vec![("one".to_owned(), 5), ("three".to_owned(), 3)];
    assert_eq!(functions(source), expected);
}

/// The functions of a file with their lines, from `fn` to the closing brace.
fn functions(text: &str) -> Vec<(String, usize)> {
    let code = blank_texts(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let own_word =
            !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let name: String = code[at + 3..]
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        if own_word
            && !name.is_empty()
            && let Some(body) = body(&code[at..])
        {
            found.push((name, body.lines().count()));
        }
    }
    found
}

/// From the head of a function to the end of its body; none where it has no body.
fn body(code: &str) -> Option<&str> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (at, letter) in code.char_indices() {
        match letter {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            '{' => curly += 1,
            '}' => curly -= 1,
            ';' if round == 0 && curly == 0 => return None,
            _ => {}
        }
        if letter == '}' && curly == 0 {
            return code.get(..=at);
        }
    }
    None
}

/// The same code with its comments, texts and characters blanked out, line for line.
fn blank_texts(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = blank_length(rest).unwrap_or(0);
        if length > 0 {
            code.extend(
                rest[..length]
                    .chars()
                    .map(|c| if c == '\n' { c } else { ' ' }),
            );
            rest = &rest[length..];
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    code
}

/// How long the comment, text or character is that begins here; none for code.
fn blank_length(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if let Some(raw) = raw_text_length(rest) {
        return Some(raw);
    }
    match rest.chars().next()? {
        '"' => Some(escaped_length(rest, '"')),
        '\'' => {
            let letter = rest.chars().nth(1)?;
            let is_character = letter == '\\' || rest.chars().nth(2) == Some('\'');
            is_character.then(|| escaped_length(rest, '\''))
        }
        _ => None,
    }
}

/// `r"..."` and `r#"..."#`.
fn raw_text_length(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let begin = 1 + hashes + 1;
    Some(
        rest[begin..]
            .find(&end)
            .map_or(rest.len(), |at| begin + at + end.len()),
    )
}

fn escaped_length(rest: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == end => return at + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

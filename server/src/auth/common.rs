//! Passwords that a guesser tries first: a short list, and the patterns that thousands of
//! others are made by.

/// Long passwords that many people have; one a line. The list is our own, under the licence of
/// this program.
const LIST: &str = include_str!("common_passwords.txt");
/// Words that make a password no better, whatever digits or signs stand around them.
const WORDS: &str = include_str!("common_words.txt");
/// Rows and runs that fingers or heads go along, forth and back.
const RUNS: &str = include_str!("common_runs.txt");
/// So few different letters are no password, however often they stand there.
const DIFFERENT_MIN: usize = 4;

/// Whether a password is among the first that anybody would try.
pub(super) fn is_common(password: &str) -> bool {
    let folded = password.trim().to_lowercase();
    let core = folded.trim_matches(|letter: char| !letter.is_alphabetic());
    is_monotonous(&folded)
        || is_run(&folded)
        || LIST.lines().any(|line| line == folded)
        || WORDS
            .lines()
            .any(|word| word == core || is_repeated(&folded, word))
}

fn is_monotonous(text: &str) -> bool {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len() < DIFFERENT_MIN
}

fn is_run(text: &str) -> bool {
    let back: String = text.chars().rev().collect();
    RUNS.lines()
        .any(|run| run.contains(text) || run.contains(&back))
}

/// Whether a text is one word, again and again.
fn is_repeated(text: &str, word: &str) -> bool {
    text.len() > word.len() && text.replace(word, "").is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_people_have_is_known_in_any_letter_case() {
        for password in [
            "1234567890",
            "0987654321",
            "Password123!",
            "QWERTYUIOP",
            "1q2w3e4r5t6y",
            "aaaaaaaaaaaa",
            "abababababab",
            "testtesttest",
            "Пароль2026",
            "hookline2026",
            "trustno1trustno1",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn what_a_person_made_up_is_not() {
        for password in [
            "correct horse battery",
            "ромашка на столе 7",
            "vK2!sd8Lq0pz",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn the_list_holds_only_what_the_rule_of_length_lets_through() {
        for line in LIST.lines() {
            assert!(
                line.chars().count() >= super::super::password::PASSWORD_CHARS_MIN,
                "{line}"
            );
            assert_eq!(line, line.to_lowercase());
        }
    }
}

//! E-mail addresses as people type them.

/// Longest e-mail, in bytes.
pub const EMAIL_BYTES_MAX: usize = 254;

/// The address in the form in which it is kept, or nothing where it is none: one `@` with
/// something on both sides, no blanks. Whether anybody reads it, only a mail to it tells.
#[must_use]
pub fn email_of(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    let (name, host) = email.split_once('@')?;
    let is_plain = !email
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control());
    let fits = !name.is_empty() && !host.is_empty() && !host.contains('@');
    (fits && is_plain && email.len() <= EMAIL_BYTES_MAX).then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_lower_case_without_blanks_around_it() {
        assert_eq!(
            email_of(" Olena@Shop.Example ").as_deref(),
            Some("olena@shop.example")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "x".repeat(EMAIL_BYTES_MAX));
        for text in [
            "",
            "olena",
            "@shop",
            "olena@",
            "a@b@c",
            "a b@c",
            "a@b\r\nTo: c",
            &long,
        ] {
            assert_eq!(email_of(text), None, "{text}");
        }
    }
}

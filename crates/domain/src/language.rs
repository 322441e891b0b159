//! The languages in which everything a person reads exists.

use crate::catalogue::catalogue;

catalogue! {
    /// A language of the product.
    pub enum Language {
        /// English.
        En = "en",
        /// Russian.
        Ru = "ru",
        /// Ukrainian.
        Uk = "uk",
    }
}

impl Language {
    /// The best of an `Accept-Language` header by its weights; English where none is known.
    #[must_use]
    pub fn from_accept(header: &str) -> Self {
        let mut best = (Self::En, 0_u32);
        for part in header.split(',') {
            let mut fields = part.split(';').map(str::trim);
            let tag = fields.next().unwrap_or_default().to_ascii_lowercase();
            let primary = tag.split('-').next().unwrap_or_default();
            let weight = fields
                .find_map(|field| field.strip_prefix("q="))
                .map_or(1000, thousandths);
            if let Some(language) = Self::from_key(primary)
                && weight > best.1
            {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// A quality value such as `0.8` in thousandths; what is not one counts as nothing.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole.parse::<u32>(), digits.parse::<u32>()) {
        (Ok(whole), Ok(fraction)) => whole.min(1) * 1000 + fraction,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(
            Language::from_accept("de, uk;q=0.9, ru;q=0.95"),
            Language::Ru
        );
        assert_eq!(Language::from_accept("uk-UA,uk;q=0.8"), Language::Uk);
        assert_eq!(Language::from_accept("de"), Language::En);
        assert_eq!(Language::from_accept(""), Language::En);
    }
}

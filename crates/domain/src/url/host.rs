//! What may be a host, so that no address hides in a name.

/// A host with full-width letters, digits and stops written plainly, as every resolver of
/// international names reads them.
pub(super) fn folded(host: &str) -> String {
    host.chars()
        .map(|character| match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            '\u{3002}' | '\u{ff61}' => '.',
            other => other,
        })
        .collect()
}

/// Whether a text can be a host: an address, or a name whose last part is no number.
pub(super) fn is_host(host: &str) -> bool {
    if crate::address::literal(host).is_some() {
        return true;
    }
    let labels = host.strip_suffix('.').unwrap_or(host);
    let last = labels.rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    !is_number && labels.len() <= 253 && labels.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.chars().count()) && label.chars().all(may_stand)
}

/// Whether a character may stand in a name.
fn may_stand(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    }
    (character.is_alphabetic() || is_mark(character))
        && !character.is_numeric()
        && !DISGUISES
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character))
}

/// Marks that names are written with, though they are no letters: accents, and what Indic
/// and related scripts put on theirs.
const fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{93c}'..='\u{1039}')
}

/// Characters that a resolver may read as another one, a plain letter or digit among them:
/// circled, raised, joined, mathematical and other forms of compatibility.
const DISGUISES: &[(char, char)] = &[
    ('\u{aa}', '\u{ba}'),
    ('\u{132}', '\u{133}'),
    ('\u{13f}', '\u{140}'),
    ('\u{149}', '\u{149}'),
    ('\u{17f}', '\u{17f}'),
    ('\u{1c4}', '\u{1cc}'),
    ('\u{1f1}', '\u{1f3}'),
    ('\u{2b0}', '\u{2ff}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{1d2c}', '\u{1dbf}'),
    ('\u{1e9a}', '\u{1e9b}'),
    ('\u{2000}', '\u{2bff}'),
    ('\u{2c7c}', '\u{2c7d}'),
    ('\u{2e80}', '\u{2fdf}'),
    ('\u{3130}', '\u{318f}'),
    ('\u{3200}', '\u{33ff}'),
    ('\u{a7f1}', '\u{a7f4}'),
    ('\u{e000}', '\u{ffff}'),
    ('\u{10780}', '\u{107bf}'),
    ('\u{1d400}', '\u{1d7ff}'),
    ('\u{1f000}', '\u{1fbff}'),
    ('\u{2f800}', '\u{2fa1f}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_hides_in_another_form_of_its_letters() {
        for host in [
            "①②⑦.⓪.⓪.①",
            "ⓛocalhost",
            "١٢٧.٠.٠.١",
            "१२७.०.०.१",
            "¹27.0.0.1",
            "𝟏𝟐𝟕.0.0.1",
            "local\u{17f}host",
            "loc\u{1d43}lhost",
            "\u{1f130}.example",
            "crm\u{ad}.example",
            "crm\u{200d}.example",
        ] {
            assert!(!is_host(&folded(host)), "{host}");
        }
    }

    #[test]
    fn names_of_every_script_may_be_written() {
        for host in [
            "президент.рф",
            "їжак.укр",
            "bücher.example",
            "café.example",
            "cafe\u{301}.example",
            "例え.jp",
            "한국.kr",
            "مثال.com",
            "हिन्दी.भारत",
            "crm_1.example-2.com",
        ] {
            assert!(is_host(&folded(host)), "{host}");
        }
    }

    #[test]
    fn every_other_character_stays_other_for_a_resolver() {
        let plain: Vec<_> = ('\u{80}'..=char::MAX)
            .filter(|&character| may_stand(character))
            .filter(|character| {
                let url = url::Url::parse(&format!("http://a{character}z/"));
                url.is_ok_and(|url| url.host_str().is_some_and(|host| !host.starts_with("xn--")))
            })
            .collect();
        assert!(plain.is_empty(), "read as plain letters: {plain:?}");
    }
}

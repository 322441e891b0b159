//! Addresses of pages that are written in several places, or carry a name somebody else chose.

use domain::IntegrationId;

/// A text as one segment of a path or one value of a query.
#[must_use]
pub fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                const HEX: [char; 16] = [
                    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
                ];
                encoded.push('%');
                encoded.extend(HEX.get(usize::from(byte >> 4)));
                encoded.extend(HEX.get(usize::from(byte & 15)));
            }
        }
    }
    encoded
}

/// The page of a call, by the telephony's name of it.
#[must_use]
pub fn of_call(call_id: &str) -> String {
    format!("/calls/{}", percent(call_id))
}

/// A version in the history of an integration.
#[must_use]
pub fn of_version(id: IntegrationId, version: i32) -> String {
    format!("/integrations/{id}?version={version}#history")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_anything_in_it_stays_one_segment() {
        assert_eq!(of_call("in_17/71?a#б"), "/calls/in_17%2F71%3Fa%23%D0%B1");
        assert_eq!(of_call("1771234601.8820"), "/calls/1771234601.8820");
    }
}

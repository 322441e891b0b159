//! Addresses of pages: those that carry a name somebody else chose, and where a failure is mended.

use domain::{ConnectionId, IntegrationId, explain::Explanation};

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

/// The page where a failure is mended: the connection's where the key is at fault and comes from
/// there, else the integration's.
#[must_use]
pub fn of_remedy(
    explanation: Explanation,
    integration: IntegrationId,
    connection: Option<ConnectionId>,
) -> String {
    match connection.filter(|_| explanation.is_of_key()) {
        Some(connection) => format!("/connections/{connection}"),
        None => format!("/integrations/{integration}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_key_is_mended_where_it_lies() {
        let id = |prefix| format!("{prefix}_{}", "0".repeat(32));
        let integration: IntegrationId = id("int").parse().unwrap();
        let connection: ConnectionId = id("con").parse().unwrap();
        let own = format!("/integrations/{integration}");
        let shared = format!("/connections/{connection}");
        for (explanation, connection, page) in [
            (Explanation::KeyRefused, Some(connection), &shared),
            (Explanation::Token, Some(connection), &shared),
            (Explanation::KeyRefused, None, &own),
            (Explanation::NotFound, Some(connection), &own),
        ] {
            let found = of_remedy(explanation, integration, connection);
            assert_eq!(found, *page, "{explanation}");
        }
    }

    #[test]
    fn a_name_with_anything_in_it_stays_one_segment() {
        assert_eq!(of_call("in_17/71?a#б"), "/calls/in_17%2F71%3Fa%23%D0%B1");
        assert_eq!(of_call("1771234601.8820"), "/calls/1771234601.8820");
    }
}

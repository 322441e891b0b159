//! Which call parameter a pasted name probably means.

/// Names as CRMs and their documentation write them, letters and digits only, and what they
/// mean. The longer names come first where one contains the other.
const HINTS: &[(&str, &[&str])] = &[
    (
        "caller_number",
        &[
            "phone",
            "phonenumber",
            "tel",
            "telephone",
            "mobile",
            "msisdn",
            "ani",
            "callerid",
            "callernumber",
            "clientphone",
            "clientnumber",
            "customerphone",
            "contactphone",
            "from",
            "fromnumber",
            "src",
            "number",
            "userphone",
        ],
    ),
    (
        "tracking_number",
        &[
            "to",
            "tonumber",
            "did",
            "didnumber",
            "line",
            "linenumber",
            "trackingnumber",
            "virtualnumber",
            "dialed",
            "dialednumber",
            "calledid",
            "callednumber",
        ],
    ),
    (
        "caller_name",
        &[
            "name",
            "clientname",
            "contactname",
            "customername",
            "callername",
            "firstname",
            "fullname",
            "fio",
        ],
    ),
    (
        "status",
        &[
            "status",
            "callstatus",
            "disposition",
            "callresult",
            "statuscode",
            "result",
        ],
    ),
    ("direction", &["direction", "calldirection"]),
    (
        "talk_duration",
        &[
            "talkduration",
            "talktime",
            "billsec",
            "conversation",
            "conversationduration",
        ],
    ),
    (
        "duration",
        &[
            "duration",
            "callduration",
            "totalduration",
            "fullduration",
            "seconds",
        ],
    ),
    (
        "wait_duration",
        &["wait", "waittime", "waitduration", "waiting"],
    ),
    (
        "recording_url",
        &[
            "record",
            "recording",
            "recordurl",
            "recordlink",
            "recordingurl",
            "recordinglink",
            "mp3",
            "audio",
            "calllink",
            "link",
        ],
    ),
    (
        "call_id",
        &[
            "callid",
            "id",
            "uid",
            "uniqueid",
            "uniqid",
            "uniq",
            "externalid",
            "externalcallid",
            "originid",
            "sid",
            "callsid",
            "pbxcallid",
        ],
    ),
    (
        "call_started_at",
        &[
            "date",
            "time",
            "datetime",
            "start",
            "startdate",
            "starttime",
            "started",
            "startedat",
            "callstart",
            "callstartdate",
            "calldate",
            "calltime",
            "callstartedat",
            "hstimestamp",
            "timestamp",
        ],
    ),
    (
        "call_ended_at",
        &["end", "endtime", "ended", "endedat", "callend"],
    ),
    (
        "employee_name",
        &[
            "manager",
            "managername",
            "employee",
            "employeename",
            "operator",
            "agent",
            "agentname",
        ],
    ),
    (
        "employee_id",
        &[
            "managerid",
            "employeeid",
            "operatorid",
            "agentid",
            "responsible",
            "responsibleid",
            "userid",
            "callresponsible",
        ],
    ),
    (
        "employee_extension",
        &[
            "extension",
            "ext",
            "internal",
            "userphoneinner",
            "internalnumber",
        ],
    ),
    ("department", &["department", "group"]),
    ("utm_source", &["source", "utmsource"]),
    ("utm_medium", &["medium", "utmmedium"]),
    ("utm_campaign", &["campaign", "utmcampaign"]),
    ("utm_content", &["content", "utmcontent"]),
    ("utm_term", &["term", "keyword", "utmterm"]),
    (
        "client_id",
        &["clientid", "gaclientid", "cid", "gacid", "gaid"],
    ),
    (
        "landing_page",
        &["landing", "landingpage", "page", "pageurl", "entrypage"],
    ),
    ("referrer", &["referrer", "referer"]),
    ("visitor_ip", &["ip", "visitorip", "clientip"]),
    ("caller_city", &["city"]),
    ("caller_region", &["region"]),
    ("caller_country", &["country"]),
    ("category_name", &["category", "categoryname"]),
    (
        "call_value",
        &["price", "sum", "amount", "value", "opportunity"],
    ),
    ("score", &["score", "rating", "rate", "vote"]),
    ("comment", &["comment", "comments", "note", "notes"]),
    ("tags", &["tag", "tags"]),
    (
        "project_name",
        &["project", "projectname", "site", "sitename"],
    ),
    ("moment", &["event", "eventtype", "moment"]),
];

/// Words that say nothing alone, such as the last part of `fields.PHONE.0.VALUE`.
const EMPTY_WORDS: &[&str] = &[
    "value",
    "values",
    "fields",
    "field",
    "properties",
    "data",
    "params",
];

/// The call parameter that a name and its sample value suggest.
///
/// `is_known` tells whether a name is in the catalogue: an exact name always wins.
#[must_use]
pub fn guess(name: &str, sample: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let lower = name.trim().to_ascii_lowercase();
    if is_known(&lower) {
        return Some(lower);
    }
    let parts: Vec<String> = lower.split(['.', '[', ']']).map(letters).collect();
    let telling = |part: &&String| {
        !part.is_empty()
            && !part.chars().all(|c| c.is_ascii_digit())
            && !EMPTY_WORDS.contains(&part.as_str())
    };
    let by_parts = parts
        .iter()
        .rev()
        .filter(telling)
        .find_map(|part| hinted(part));
    by_parts
        .or_else(|| hinted(&letters(&lower)))
        .or_else(|| looks_like_a_phone(sample).then_some("caller_number"))
        .map(str::to_owned)
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn hinted(word: &str) -> Option<&'static str> {
    HINTS
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(parameter, _)| *parameter)
}

/// A plus and 9 to 15 digits, with the usual marks between them.
fn looks_like_a_phone(sample: &str) -> bool {
    let sample = sample.trim();
    let digits = sample.chars().filter(char::is_ascii_digit).count();
    let marks_only = sample
        .chars()
        .skip(1)
        .all(|c| c.is_ascii_digit() || " -()".contains(c));
    sample.starts_with('+') && (9..=15).contains(&digits) && marks_only
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(name: &str, sample: &str) -> Option<String> {
        guess(name, sample, |name| {
            name == "utm_source" || name == "call_id"
        })
    }

    #[test]
    fn an_exact_name_of_the_catalogue_wins() {
        assert_eq!(guessed("UTM_SOURCE", "").as_deref(), Some("utm_source"));
        assert_eq!(
            guessed("call_id", "+380501112233").as_deref(),
            Some("call_id")
        );
    }

    #[test]
    fn the_telling_part_of_a_dotted_name_decides() {
        assert_eq!(
            guessed("fields.PHONE.0.VALUE", "").as_deref(),
            Some("caller_number")
        );
        assert_eq!(
            guessed("fields[PHONE][0][VALUE]", "").as_deref(),
            Some("caller_number")
        );
        assert_eq!(
            guessed("properties.talk-time", "").as_deref(),
            Some("talk_duration")
        );
    }

    #[test]
    fn a_sample_that_looks_like_a_phone_is_the_clients_number() {
        assert_eq!(
            guessed("p1", "+38 (050) 111-22-33").as_deref(),
            Some("caller_number")
        );
        assert_eq!(guessed("p1", "380"), None);
        assert_eq!(guessed("param1", "abc"), None);
    }
}

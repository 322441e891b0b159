//! What the history asks of the server. Each function begins with who is asking.

use crate::{components::diff::Line, error::AppError, stamp::Stamp};
use domain::{IntegrationDraft, IntegrationId};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// A part of the history of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The versions, newest first.
    pub versions: Vec<VersionLine>,
    /// Where the older ones begin, if there are any.
    pub older: Option<i32>,
    /// Whether these are the newest.
    pub is_newest: bool,
}

/// A version, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    /// Its number.
    pub version: i32,
    /// Who made it, in words.
    pub author: String,
    /// When.
    pub made: Stamp,
    /// What became other with it.
    pub change: Change,
}

/// What a version changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// It is the first.
    First,
    /// Only keys, which are not kept by version.
    Keys,
    /// The connection above it.
    Connection,
    /// Its own words.
    Words {
        /// The lines that are gone or new.
        lines: Vec<Line>,
        /// How many more there are.
        more: i64,
    },
}

/// An earlier version as it can be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// Its words, without what is gone.
    pub draft: IntegrationDraft,
    /// What of it cannot be put back.
    pub lost: Vec<Lost>,
}

/// What of a version is gone since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lost {
    /// The connection was deleted.
    Connection,
    /// Of those who were told of failures, some have left.
    Recipients,
}

/// The newest versions; those from `version` down where that is not among them.
#[server(input = Json)]
pub async fn list_versions(id: IntegrationId, version: Option<i32>) -> Result<History, AppError> {
    let scope = crate::session::require_seat()?;
    server::history(&scope, id, version).await
}

/// A version, for the form.
#[server(input = Json)]
pub async fn get_version(id: IntegrationId, version: i32) -> Result<Former, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    server::former(&scope, id, version).await
}

#[cfg(feature = "ssr")]
mod server {
    //! From versions as they are kept to what became other with each.

    use super::{
        super::said::{Names, lines},
        Change, Former, History, Lost, VersionLine,
    };
    use crate::{
        components::diff::{Line, diff},
        error::AppError,
        session::Scope,
        words,
    };
    use domain::IntegrationId;
    use store::VersionRow;

    /// Versions that are shown at once.
    const SHOWN: usize = 10;
    /// One more is read: the last that is shown is compared with it.
    const READ: u64 = SHOWN as u64 + 1;
    /// Most lines that are shown of a change.
    const LINES_MAX: usize = 60;
    /// Most characters that are shown of a line.
    const LINE_CHARS_MAX: usize = 1_000;

    pub(super) async fn history(
        scope: &Scope,
        id: IntegrationId,
        asked: Option<i32>,
    ) -> Result<History, AppError> {
        let mut rows = scope.tenant.list_versions(id, None, READ).await?.items;
        let lowest = rows.iter().take(SHOWN).next_back().map(|row| row.version);
        let below = asked.filter(|asked| *asked > 0 && Some(*asked) < lowest);
        if let Some(asked) = below {
            let after = (asked + 1).to_string();
            let page = scope.tenant.list_versions(id, Some(&after), READ).await?;
            rows = page.items;
        }
        let names = Names::of(scope).await?;
        let t = scope.texts();
        let said = rows.iter().map(|row| lines(t, &row.draft, &names));
        let said: Vec<String> = said.map(|lines| lines.join("\n")).collect();
        let all: Vec<(&VersionRow, &String)> = rows.iter().zip(&said).collect();
        let befores = all.iter().skip(1).map(Some).chain([None]);
        let shown = all.iter().zip(befores).take(SHOWN);
        let versions = shown.map(|(version, before)| VersionLine {
            version: version.0.version,
            author: words::author(t, &version.0.author),
            made: scope.stamp(version.0.made_at),
            change: change(version, before),
        });
        Ok(History {
            versions: versions.collect(),
            older: rows.get(SHOWN).map(|row| row.version),
            is_newest: below.is_none(),
        })
    }

    /// What became other with a version, with what each says.
    fn change(version: &(&VersionRow, &String), before: Option<&(&VersionRow, &String)>) -> Change {
        let Some(before) = before else {
            return Change::First;
        };
        if version.0.draft == before.0.draft {
            let is_same = version.0.connection_version == before.0.connection_version;
            return if is_same {
                Change::Keys
            } else {
                Change::Connection
            };
        }
        let mut lines = diff(before.1, version.1);
        lines.retain(|line| !matches!(line, Line::Same(_)));
        let more = lines.len().saturating_sub(LINES_MAX);
        lines.truncate(LINES_MAX);
        Change::Words {
            lines: lines.into_iter().map(cut).collect(),
            more: i64::try_from(more).unwrap_or(i64::MAX),
        }
    }

    fn cut(line: Line) -> Line {
        let cut = |text: String| text.chars().take(LINE_CHARS_MAX).collect();
        match line {
            Line::Same(text) => Line::Same(cut(text)),
            Line::Gone(text) => Line::Gone(cut(text)),
            Line::New(text) => Line::New(cut(text)),
        }
    }

    pub(super) async fn former(
        scope: &Scope,
        id: IntegrationId,
        version: i32,
    ) -> Result<Former, AppError> {
        let found = scope.tenant.find_version(id, version).await?;
        let mut draft = found.ok_or_else(|| AppError::NotFound.answered())?;
        let names = Names::of(scope).await?;
        let mut lost = Vec::new();
        let is_gone = |id| !names.connections.contains_key(id);
        if draft.connection.as_ref().is_some_and(is_gone) {
            draft.connection = None;
            lost.push(Lost::Connection);
        }
        let told = draft.failure_recipients.len();
        draft
            .failure_recipients
            .retain(|id| names.members.contains_key(id));
        if draft.failure_recipients.len() < told {
            lost.push(Lost::Recipients);
        }
        Ok(Former { draft, lost })
    }
}

//! Who did something, as a tenant is told: members by name, support by role and ticket.

#[cfg(feature = "ssr")]
pub use server::Known;

use crate::i18n::{Texts, text};
use serde::{Deserialize, Serialize};

/// Who did something, as the tenant is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// A member, by e-mail, or a key by its id.
    Named(String),
    /// The operator.
    Operator,
    /// Support that looked in: as whom, for which ticket.
    Support {
        /// The role of the member.
        role: String,
        /// The ticket.
        ticket: String,
    },
    /// Hookline itself.
    System,
}

/// Who did something, such as "support, for the owner, ticket 48213".
#[must_use]
pub fn who_word(t: Texts, who: &Who) -> String {
    match who {
        Who::Named(name) => name.clone(),
        Who::Operator => t.get(text::STAFF_AUDIT_OPERATOR).to_owned(),
        Who::System => t.get(text::STAFF_AUDIT_SYSTEM).to_owned(),
        Who::Support { role, ticket } => {
            let role = t.named(&format!("audit_page.for_role.{role}"));
            t.with(
                text::AUDIT_PAGE_SUPPORT,
                &[("role", &role), ("ticket", ticket)],
            )
        }
    }
}

#[cfg(feature = "ssr")]
mod server {
    //! From actors as they are written down to those whom people know.

    use super::{
        super::{entry, names::Names},
        Who,
    };
    use crate::{error::AppError, session::Scope};
    use std::collections::HashMap;
    use store::{AuditRow, LookRow};

    /// Among so many of the last looks that of an actor is sought.
    const LOOKS_MAX: u64 = 500;

    /// What is known of some ids.
    pub struct Known {
        names: Names,
        looks: HashMap<String, LookRow>,
    }

    impl Known {
        /// What everything in entries is called, and whom support looked in as.
        ///
        /// # Errors
        /// Those of the store.
        pub async fn of(scope: &Scope, rows: &[AuditRow]) -> Result<Self, AppError> {
            let ids: Vec<String> = rows.iter().flat_map(entry::ids).collect();
            Self::read(scope, &ids).await
        }

        /// What ids are called, and whom support looked in as.
        ///
        /// # Errors
        /// Those of the store.
        pub async fn read(scope: &Scope, ids: &[String]) -> Result<Self, AppError> {
            let looks = if ids.iter().any(|id| id.contains('/')) {
                scope.tenant.list_looks(LOOKS_MAX).await?
            } else {
                Vec::new()
            };
            let looks = looks.into_iter().map(|look| (look.id.to_string(), look));
            Ok(Self {
                names: Names::of_tenant(scope, ids).await?,
                looks: looks.collect(),
            })
        }

        /// What the ids are called.
        #[must_use]
        pub const fn names(&self) -> &Names {
            &self.names
        }

        /// Whom the text of an actor means.
        #[must_use]
        pub fn who(&self, actor: &str) -> Who {
            match actor.split_once('/') {
                Some((_, look)) => {
                    let look = self.looks.get(look);
                    look.map_or(Who::Operator, |look| Who::Support {
                        role: look.role.key().to_owned(),
                        ticket: look.ticket.clone(),
                    })
                }
                None if actor.starts_with("stf_") => Who::Operator,
                None if actor == "system" => Who::System,
                None => Who::Named(self.names.of(actor)),
            }
        }
    }
}

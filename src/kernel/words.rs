//! Closed lists of words: the same word in the database, on the wire and in the audit.

/// Defines a closed list of words with their stored text, their reading back, and their wire form.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        // By hand: the derive cannot read a name out of this macro, and would show the variant's instead of the word.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::ALL.iter().map(|word| word.as_str())))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(s: &str) -> Result<Self, String> {
                match s {
                    $($text => Ok(Self::$variant),)*
                    other => Err(format!("“{other}” is none of {}", [$($text),*].join(", "))),
                }
            }
        }
    };
}

words! {
    /// A post that is held for one child.
    pub enum Post {
        /// The child's social worker.
        SocialWorker = "social_worker",
        /// The Independent Reviewing Officer.
        Iro = "iro",
        /// The personal adviser, from the day one is allocated.
        PersonalAdviser = "personal_adviser",
    }
}

words! {
    /// What a member of staff is employed as. A role alone opens no child's record.
    pub enum Role {
        /// Social worker.
        SocialWorker = "social_worker",
        /// Independent Reviewing Officer.
        Iro = "iro",
        /// Lead of the IRO service: manages the IROs, never a child's team.
        IroLead = "iro_lead",
        /// Personal adviser of care leavers.
        PersonalAdviser = "personal_adviser",
        /// Manager of a team.
        TeamManager = "team_manager",
        /// Business administrator: the savings desk.
        BusinessAdministrator = "business_administrator",
        /// Approves pay runs.
        FinanceApprover = "finance_approver",
        /// Participation worker.
        ParticipationWorker = "participation_worker",
        /// Keeps the system running; reads no content.
        SystemAdministrator = "system_administrator",
    }
}

words! {
    /// What a team is there for.
    pub enum Service {
        /// Social work with children.
        Children = "children",
        /// Independent reviewing.
        Iro = "iro",
        /// Leaving care.
        LeavingCare = "leaving_care",
        /// Participation.
        Participation = "participation",
        /// The savings desk.
        Business = "business",
        /// Finance.
        Finance = "finance",
        /// Systems.
        Systems = "systems",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_shows_the_words_that_are_sent() {
        let shown = serde_json::to_value(<Post as utoipa::PartialSchema>::schema()).unwrap_or_default();
        assert_eq!(shown["enum"], serde_json::json!(["social_worker", "iro", "personal_adviser"]));
    }
}

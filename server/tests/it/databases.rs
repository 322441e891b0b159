//! The two databases that everything is tested on.

use sea_orm_migration::sea_orm::{ConnectionTrait as _, Database as Connection};
use std::path::Path;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    /// The address of a new, empty database.
    pub async fn make(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => format!("sqlite:{}", folder.join("hookline.db").display()),
            Self::Postgres => postgres().await,
        }
    }
}

async fn postgres() -> String {
    let server = std::env::var("HOOKLINE_TEST_POSTGRES").expect(
        "HOOKLINE_TEST_POSTGRES names no PostgreSQL: run the tests by `make test`, or by \
         `.ci/postgres cargo nextest run`",
    );
    let name = format!("hookline_it_{:032x}", rand::random::<u128>());
    let admin = Connection::connect(&server).await.unwrap();
    let made = admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await;
    made.unwrap();
    admin.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// Makes a test on SQLite and one on PostgreSQL of each function that takes a [`Database`].
macro_rules! on_both {
    ($($fact:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $fact() {
                super::$fact(crate::databases::Database::Sqlite).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $fact() {
                super::$fact(crate::databases::Database::Postgres).await;
            })+
        }
    };
}
pub(crate) use on_both;

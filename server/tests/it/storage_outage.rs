//! A database that is full or away, and comes back when told to.

use super::{api_house::Machine, databases::Database};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database as Connection, DatabaseConnection,
};
use store::Store;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What is written to while a disk is full in PostgreSQL: its error is given in the place of the
/// disk.
const WRITTEN: [&str; 3] = ["event", "attempt", "delivery_log"];
const DISK_FULL: &str = "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$";
/// As many pages as SQLite takes.
const PAGES_MAX: &str = "4294967294";

/// From now on the database has no room for what is new.
pub async fn fill(store: &Store) {
    if store.is_sqlite() {
        // No less than it has already.
        return run(store, "PRAGMA max_page_count = 1").await;
    }
    run(store, DISK_FULL).await;
    for table in WRITTEN {
        let trigger = format!(
            "CREATE TRIGGER full_disk BEFORE INSERT ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION disk_full()"
        );
        run(store, &trigger).await;
    }
}

/// There is room again.
pub async fn free(store: &Store) {
    if store.is_sqlite() {
        return run(store, &format!("PRAGMA max_page_count = {PAGES_MAX}")).await;
    }
    run(store, "DROP FUNCTION disk_full CASCADE").await;
}

async fn run(store: &Store, sql: &str) {
    store.writer().execute_unprepared(sql).await.unwrap();
}

/// What stands between a server and its database.
pub enum Outage {
    /// SQLite: another process that locks the file.
    Lock(DatabaseConnection),
    /// PostgreSQL: a wire that can be cut.
    Wire(watch::Sender<bool>),
}

impl Outage {
    /// A server whose database can go away.
    pub async fn machine(database: Database) -> (Machine, Self) {
        let folder = tempfile::tempdir().unwrap();
        let url = database.make(folder.path()).await;
        match database {
            Database::Sqlite => {
                let mut options = ConnectOptions::new(&url);
                options.max_connections(1);
                let machine = Machine::at(folder, url).await;
                // A test does not wait as long for the lock as a server does.
                run(&machine.store, "PRAGMA busy_timeout = 50").await;
                let other = Connection::connect(options).await.unwrap();
                (machine, Self::Lock(other))
            }
            Database::Postgres => {
                let (before, rest) = url.split_once('@').unwrap();
                let (server, name) = rest.split_once('/').unwrap();
                let (is_cut, cut) = watch::channel(false);
                let wire = wire(server.to_owned(), cut).await;
                let machine = Machine::at(folder, format!("{before}@{wire}/{name}")).await;
                (machine, Self::Wire(is_cut))
            }
        }
    }

    pub async fn begin(&self) {
        self.turn(true, "BEGIN EXCLUSIVE").await;
    }

    pub async fn end(&self) {
        self.turn(false, "ROLLBACK").await;
    }

    async fn turn(&self, is_cut: bool, lock: &str) {
        match self {
            Self::Lock(other) => {
                other.execute_unprepared(lock).await.unwrap();
            }
            Self::Wire(cut) => {
                cut.send_replace(is_cut);
            }
        }
    }
}

/// Passes every connection on to a server, until it is cut; returns where.
async fn wire(server: String, cut: watch::Receiver<bool>) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let (server, mut cut) = (server.clone(), cut.clone());
            tokio::spawn(async move {
                if *cut.borrow() {
                    return;
                }
                let mut far = TcpStream::connect(server).await.unwrap();
                let is_cut = async {
                    let _ = cut.wait_for(|is_cut| *is_cut).await;
                };
                tokio::select! {
                    _ = copy_bidirectional(&mut near, &mut far) => {}
                    () = is_cut => {}
                }
            });
        }
    });
    address
}

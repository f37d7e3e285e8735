//! A real SurrealDB server, so that the tests can run against one without anything installed.

fn main() -> std::process::ExitCode {
    surrealdb_server::init(surrealdb_server::core::CommunityComposer())
}

//! The command line.

use clap::Parser;
use hotwash::{
    config::{Cli, Command, Database, TokenAction, UserAction},
    serve, telemetry,
};
use service::{Workspace, export, store::Store};
use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write, stdout},
    process::ExitCode,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::log(matches!(&cli.command, Command::Serve(options) if options.log_json));
    // The database engine recurses deeply; its authors run it with stacks of this size.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(10 * 1024 * 1024).build();
    let result = match runtime {
        Ok(runtime) => {
            runtime.block_on(async { tokio::spawn(run(cli.command)).await.map_err(|cause| cause.to_string()).and_then(|result| result) })
        }
        Err(cause) => Err(cause.to_string()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("hotwash: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve(options) => {
            let listening = serve::open(&options).await?;
            println!("{}", listening.greeting());
            listening.run(stop()).await
        }
        Command::Export { database, out } => {
            let workspace = open(&database).await?;
            let progress = |progress: export::Progress| eprintln!("{}: {} rows", progress.table, progress.rows);
            let result = match out {
                Some(path) => {
                    let file = File::create(&path).map_err(|cause| format!("cannot write {}: {cause}", path.display()))?;
                    let mut file = BufWriter::new(file);
                    let result = workspace.export(&mut file, progress).await;
                    file.flush().map_err(|cause| format!("cannot write {}: {cause}", path.display()))?;
                    result
                }
                None => workspace.export(&mut stdout(), progress).await,
            };
            close(workspace, result).await
        }
        Command::ImportWorkspace { database, file } => {
            let input = File::open(&file).map_err(|cause| format!("cannot read {}: {cause}", file.display()))?;
            let store = Store::open(&database.place()?).await.map_err(|error| error.to_string())?;
            let result =
                export::import(&store, BufReader::new(input), |progress| eprintln!("{} rows, now {}", progress.rows, progress.table)).await;
            store.close().await;
            result.map_err(|error| error.to_string())
        }
        Command::Verify { database } => {
            let workspace = open(&database).await?;
            let result = workspace.verify().await;
            workspace.store().close().await;
            let verified = result.map_err(|error| error.to_string())?;
            verified.disagreements.iter().for_each(|what| eprintln!("{what}"));
            println!("{} reviews and {} work items", verified.reviews, verified.work_items);
            match verified.disagreements.len() {
                0 => Ok(()),
                count => Err(format!("{count} things do not agree; restore the newest export, and keep this directory for a report")),
            }
        }
        Command::User { database, action } => {
            let workspace = open(&database).await?;
            let result = user(&workspace, action).await;
            close(workspace, result).await
        }
        Command::Token { database, action } => {
            let workspace = open(&database).await?;
            let result = token(&workspace, action).await;
            close(workspace, result).await
        }
        Command::Migrate { database } => {
            let store = Store::connect(&database.place()?).await.map_err(|error| error.to_string())?;
            let result = store.migrate().await;
            store.close().await;
            let done = result.map_err(|error| error.to_string())?;
            println!("{} of {} migrations applied now", done.applied, done.total);
            Ok(())
        }
    }
}

async fn user(workspace: &Workspace, action: UserAction) -> service::Result<()> {
    match action {
        UserAction::Add { email, name, role } => {
            let password = password()?;
            workspace.add_person(app::fresh::id().into(), &name, &email, role, &password).await
        }
        UserAction::ResetPassword { email } => workspace.reset_password(&email, password()?).await,
        UserAction::List => {
            for person in workspace.people().await? {
                println!("{}\t{}\t{}\t{}", person.email, person.name, person.role.name(), if person.active { "active" } else { "left" });
            }
            Ok(())
        }
    }
}

async fn token(workspace: &Workspace, action: TokenAction) -> service::Result<()> {
    match action {
        TokenAction::Add { email, name, read_only } => {
            let person = person(workspace, &email).await?;
            println!("{}", workspace.make_token(person, &name, !read_only, hotwash::now()).await?);
            Ok(())
        }
        TokenAction::List { email } => {
            for token in workspace.tokens(person(workspace, &email).await?).await? {
                println!("{}\t{}\t{}\t{}", token.id, token.name, if token.writes { "reads and writes" } else { "reads" }, token.made_at);
            }
            Ok(())
        }
        TokenAction::End { email, id } => workspace.end_token(person(workspace, &email).await?, &id).await,
    }
}

async fn person(workspace: &Workspace, email: &str) -> service::Result<domain::id::PersonId> {
    match workspace.person_of(email).await {
        Err(service::Error::NotFound(_)) => Err(service::Error::Unavailable(format!("nobody here has the address {email}"))),
        other => other,
    }
}

/// The first line of standard input.
fn password() -> service::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|cause| service::Error::Unavailable(cause.to_string()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

async fn open(database: &Database) -> Result<Workspace, String> {
    let store = Store::open(&database.place()?).await.map_err(|error| error.to_string())?;
    Workspace::new(store).map_err(|error| error.to_string())
}

async fn close(workspace: Workspace, result: service::Result<()>) -> Result<(), String> {
    workspace.store().close().await;
    result.map_err(|error| error.to_string())
}

/// Ctrl-C, or a service manager's signal.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

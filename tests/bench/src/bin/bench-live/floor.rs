//! The least that a server could do: it hands every message to everybody in the room. No storage, no rules, no people.

use crate::{
    Size,
    inbox::Inbox,
    phase::{self, Measured, Room, Sends, Sent},
};
use axum::{
    Router,
    body::Bytes,
    extract::{
        Path, State,
        ws::{self, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::get,
    serve::ListenerExt,
};
use driver::Running;
use futures::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::broadcast::{self, error::RecvError},
    task::JoinSet,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

/// As many messages as somebody may be behind in Hotwash.
const MOST_BEHIND: usize = 1024;
/// Bytes for reading of each connection, which would be 128 KiB otherwise.
const READS: usize = 4 * 1024;

type Rooms = Arc<Mutex<HashMap<usize, broadcast::Sender<Bytes>>>>;

/// Serves until it is killed; says first where it is.
pub async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("an address"));
    let router = Router::new().route("/{room}", get(join)).with_state(Rooms::default());
    // Small messages are not held back until the one before has been confirmed.
    let listener = listener.tap_io(|socket| socket.set_nodelay(true).expect("a socket"));
    axum::serve(listener, router).await.expect("a listener");
}

async fn join(State(rooms): State<Rooms>, Path(room): Path<usize>, upgrade: WebSocketUpgrade) -> Response {
    let mut rooms = rooms.lock().expect("nobody failed with it in hand");
    let feed = rooms.entry(room).or_insert_with(|| broadcast::channel(MOST_BEHIND).0).clone();
    upgrade.read_buffer_size(READS).on_upgrade(|socket| relay(socket, feed))
}

async fn relay(mut socket: WebSocket, feed: broadcast::Sender<Bytes>) {
    let mut said = feed.subscribe();
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(ws::Message::Binary(bytes))) => drop(feed.send(bytes)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            bytes = said.recv() => match bytes {
                Ok(bytes) => {
                    if socket.send(ws::Message::Binary(bytes)).await.is_err() {
                        return;
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Somebody in a room.
struct Talker {
    sink: SplitSink<Socket, Message>,
    /// Of the last message.
    id: u64,
    /// How long messages are.
    bytes: usize,
}

impl Sends for Talker {
    async fn send(&mut self) -> Sent {
        self.id += 1;
        let id = self.id.to_be_bytes();
        let mut message = vec![b'.'; self.bytes.max(id.len())];
        message[..id.len()].copy_from_slice(&id);
        let at = Instant::now();
        let sent = self.sink.send(Message::binary(message)).await;
        Sent { at, acknowledged: sent.ok().map(|()| at.elapsed()), id: Some(self.id) }
    }
}

async fn listen(mut stream: SplitStream<Socket>, inbox: Arc<Inbox>) {
    while let Some(Ok(message)) = stream.next().await {
        let message = message.into_data();
        if let Some(id) = message.first_chunk() {
            inbox.open().arrived(u64::from_be_bytes(*id), &message);
        }
    }
}

/// Measures the floor with messages of this many bytes.
pub async fn measure(size: Size, time: Duration, bytes: usize) -> Measured {
    let program = std::env::current_exe().expect("a program has a path");
    let server = Running::of(&program, &["floor"]).await;
    let config = WebSocketConfig::default().read_buffer_size(READS);
    let mut listening = JoinSet::new();
    let mut rooms = Vec::new();
    for number in 0..size.rooms {
        let mut room = Room { senders: Vec::new(), inboxes: Vec::new() };
        for person in 0..size.people {
            let address = format!("ws://{}/{number}", server.url);
            let (socket, _) = connect_async_with_config(address, Some(config), true).await.expect("a connection");
            let (sink, stream) = socket.split();
            let inbox = Arc::<Inbox>::default();
            listening.spawn(listen(stream, Arc::clone(&inbox)));
            // Nobody sends so much that ids of two people meet.
            room.senders.push(Talker { sink, id: (person as u64) << 32, bytes });
            room.inboxes.push(inbox);
        }
        rooms.push(room);
    }
    let measured = phase::measure(server.id(), &mut rooms, time).await;
    listening.shutdown().await;
    server.kill().await;
    measured
}

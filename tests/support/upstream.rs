//! A provider that does what a script says, byte for byte: lies, splits, stalls and breaks off.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::thread;
use std::time::Duration;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// One thing that the provider does.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends bytes, in a packet of their own.
    Send(Vec<u8>),
    /// Sends bytes again and again until the gateway hangs up.
    Flood(Vec<u8>),
    /// Waits until the test opens the gate.
    Await(Gate),
    /// Waits until the gateway hangs up.
    AwaitHangup(Gate),
    /// Ends the connection.
    Close,
    /// Breaks the connection off, so that the other end sees a reset.
    Reset,
}

/// What the provider does with one request, from its last byte on.
pub(crate) type Reply = Vec<Step>;

/// Something that one side waits for and the other lets happen.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<bool>, Condvar)>);

/// A request as it came over the wire.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A listening stub.
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    received: Mutex<mpsc::Receiver<Received>>,
}

impl Gate {
    pub(crate) fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    /// Waits until it is open; says whether it is.
    pub(crate) fn wait(&self) -> bool {
        let shut = self.0.0.lock().unwrap();
        *self.0.1.wait_timeout_while(shut, PATIENCE, |open| !*open).unwrap().0
    }
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }
}

impl Upstream {
    /// Answers each request with the next reply of the script; the last one stands for all that
    /// follow.
    pub(crate) fn start(script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, received) = mpsc::channel();
        let script = Arc::new(Mutex::new(script));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, sender) = (Arc::clone(&script), sender.clone());
                thread::spawn(move || serve(&stream.unwrap(), &script, &sender));
            }
        });
        Self { address, received: Mutex::new(received) }
    }

    /// The next request.
    pub(crate) fn request(&self) -> Received {
        self.received.lock().unwrap().recv_timeout(PATIENCE).expect("no request came")
    }

    /// Whether no request came that was not asked for.
    pub(crate) fn is_idle(&self) -> bool {
        self.received.lock().unwrap().try_recv().is_err()
    }
}

/// A whole reply with its length.
pub(crate) fn whole(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    vec![Step::Send([head.as_bytes(), body].concat())]
}

/// A JSON reply.
pub(crate) fn json(body: impl AsRef<[u8]>) -> Reply {
    whole("200 OK", "content-type: application/json\r\n", body)
}

/// The head of a stream.
pub(crate) fn stream_head(media_type: &str) -> Step {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\n");
    Step::Send(format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes())
}

/// One piece of a stream.
pub(crate) fn chunk(data: impl AsRef<[u8]>) -> Step {
    let data = data.as_ref();
    Step::Send([format!("{:x}\r\n", data.len()).as_bytes(), data, b"\r\n"].concat())
}

/// The end of a stream.
pub(crate) fn end() -> Step {
    Step::Send(b"0\r\n\r\n".to_vec())
}

/// A stream of these pieces, to its end.
pub(crate) fn stream(media_type: &str, pieces: impl IntoIterator<Item: AsRef<[u8]>>) -> Reply {
    let mut steps = vec![stream_head(media_type)];
    steps.extend(pieces.into_iter().map(chunk));
    steps.push(end());
    steps
}

fn serve(stream: &TcpStream, script: &Mutex<Vec<Reply>>, sender: &mpsc::Sender<Received>) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let reply = {
            let mut script = script.lock().unwrap();
            if script.len() > 1 { script.remove(0) } else { script[0].clone() }
        };
        // A test that has ended listens no more.
        drop(sender.send(request));
        for step in reply {
            if !act(stream, step) {
                return;
            }
        }
    }
}

/// Does one thing; says whether the connection goes on.
fn act(mut stream: &TcpStream, step: Step) -> bool {
    match step {
        Step::Send(bytes) => stream.write_all(&bytes).is_ok(),
        Step::Flood(bytes) => {
            while stream.write_all(&bytes).is_ok() {}
            false
        }
        Step::Await(gate) => gate.wait(),
        Step::AwaitHangup(gate) => {
            let hung_up = !matches!(stream.read(&mut [0; 1]), Ok(1..));
            if hung_up {
                gate.open();
            }
            false
        }
        Step::Close => {
            // The other end may have closed before.
            drop(stream.shutdown(Shutdown::Both));
            false
        }
        Step::Reset => {
            rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO)).unwrap();
            false
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Received> {
    let line = read_line(reader)?;
    let mut headers = Vec::new();
    loop {
        let field = read_line(reader)?;
        if field.is_empty() {
            break;
        }
        let (name, value) = field.split_once(": ").unwrap();
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut request = Received { line, headers, body: Vec::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

fn read_line(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = reader.read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim_end().to_owned())
}

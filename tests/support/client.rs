//! A client that writes what it is told and notes what comes back, over one connection.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection.
pub(crate) struct Client(BufReader<TcpStream>);

/// A reply, or as much of it as has been read.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    /// Writes bytes as they are. A gateway that has closed already is no fault of the test.
    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) {
        drop(self.0.get_mut().write_all(bytes.as_ref()));
    }

    /// Writes a request with a length, and reads the reply to its end.
    pub(crate) fn ask(&mut self, line: &str, headers: &str, body: impl AsRef<[u8]>) -> Reply {
        self.send(line, headers, body);
        self.reply()
    }

    /// Writes a request with a length.
    pub(crate) fn send(&mut self, line: &str, headers: &str, body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let length = match body.len() {
            0 => String::new(),
            length => format!("content-length: {length}\r\n"),
        };
        let head = format!("{line} HTTP/1.1\r\nhost: gateway.test\r\n{headers}{length}\r\n");
        self.write([head.as_bytes(), body].concat());
    }

    /// Reads a reply to its end.
    pub(crate) fn reply(&mut self) -> Reply {
        let mut reply = self.head();
        if reply.header("transfer-encoding") == Some("chunked") {
            while let Some(piece) = self.piece() {
                reply.body.extend(piece);
            }
        } else {
            let length = reply.header("content-length").map_or(0, |text| text.parse().unwrap());
            reply.body.resize(length, 0);
            self.0.read_exact(&mut reply.body).unwrap();
        }
        reply
    }

    /// Reads the head of a reply.
    pub(crate) fn head(&mut self) -> Reply {
        let line = self.line();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("{line:?} is no reply"));
        let mut reply = Reply { status, ..Reply::default() };
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { return reply };
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Reads the next piece of a stream; `None` at its end.
    pub(crate) fn piece(&mut self) -> Option<Vec<u8>> {
        let line = self.line();
        let length = usize::from_str_radix(&line, 16);
        let length = length.unwrap_or_else(|_| panic!("{line:?} begins no piece"));
        let mut piece = vec![0; length + 2];
        self.0.read_exact(&mut piece).unwrap();
        piece.truncate(length);
        (length > 0).then_some(piece)
    }

    /// Reads pieces of a stream until this text has come.
    pub(crate) fn read_until(&mut self, text: &str) -> String {
        let mut read = String::new();
        while !read.contains(text) {
            let piece = self.piece().unwrap_or_else(|| panic!("the end came after {read:?}"));
            read.push_str(str::from_utf8(&piece).unwrap());
        }
        read
    }

    /// Reads the rest of a stream.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        while let Some(piece) = self.piece() {
            rest.extend(piece);
        }
        String::from_utf8(rest).unwrap()
    }

    /// Whether nothing comes for so long.
    pub(crate) fn is_silent_for(&mut self, patience: Duration) -> bool {
        self.0.get_ref().set_read_timeout(Some(patience)).unwrap();
        let silent = match self.0.fill_buf() {
            Ok(_) => false,
            Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        };
        self.0.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
        silent
    }

    /// Waits for the other end to close; says how many bytes came before.
    pub(crate) fn read_to_close(&mut self) -> usize {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Err(error) if error.kind() == ErrorKind::ConnectionReset => rest.len(),
            read => read.unwrap(),
        }
    }

    /// Leaves, and waits until the gateway has noticed.
    pub(crate) fn leave(mut self) {
        self.0.get_ref().shutdown(Shutdown::Write).unwrap();
        self.read_to_close();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let length = self.0.read_line(&mut line).unwrap();
        assert!(length > 0, "the gateway closed the connection");
        line.trim_end().to_owned()
    }
}

impl Reply {
    /// The value of a header that stands once; names are lower case on the wire.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands twice");
        first
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// All that came, as far as it is text.
    pub(crate) fn everything(&self) -> String {
        format!("{:?} {}", self.headers, String::from_utf8_lossy(&self.body))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

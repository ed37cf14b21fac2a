//! Small writes in one piece. The kernel takes a message from one place faster than its head from
//! one and its body from another; to copy the few bytes of most costs a tenth of the difference.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};

/// How many bytes are worth copying.
const MAX_COPIED: usize = 2 << 10;

/// A connection that gathers what is written to it in several small pieces.
#[derive(Debug)]
pub struct Gathered<S>(S);

impl<S> Gathered<S> {
    /// Gathers what is written to a connection.
    pub const fn new(stream: S) -> Self {
        Self(stream)
    }
}

impl<S: Read + Unpin> Read for Gathered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: Write + Unpin> Write for Gathered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let stream = Pin::new(&mut self.0);
        let mut gathered = [0; MAX_COPIED];
        let mut length = 0;
        for piece in pieces {
            let Some(place) = gathered.get_mut(length..length + piece.len()) else {
                return stream.poll_write_vectored(context, pieces);
            };
            place.copy_from_slice(piece);
            length += piece.len();
        }
        stream.poll_write(context, &gathered[..length])
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    /// What was written, each write by itself.
    #[derive(Default)]
    struct Written(Vec<Vec<u8>>);

    impl Write for Written {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            self.0.push(bytes.to_vec());
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn is_write_vectored(&self) -> bool {
            true
        }

        fn poll_write_vectored(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            pieces: &[IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            self.0.push(b"in pieces".to_vec());
            Poll::Ready(Ok(pieces.iter().map(|piece| piece.len()).sum()))
        }
    }

    async fn written(pieces: &[&[u8]]) -> (usize, Vec<Vec<u8>>) {
        let slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let mut stream = Gathered::new(Written::default());
        let write = poll_fn(|context| Pin::new(&mut stream).poll_write_vectored(context, &slices));
        (write.await.unwrap(), stream.0.0)
    }

    #[tokio::test]
    async fn a_head_and_a_small_body_are_one_write() {
        assert_eq!(written(&[b"head", b"", b"body"]).await, (8, vec![b"headbody".to_vec()]));
        let full = [b'x'; MAX_COPIED];
        assert_eq!(written(&[&full]).await, (MAX_COPIED, vec![full.to_vec()]));
    }

    #[tokio::test]
    async fn a_large_body_is_not_copied() {
        let large = [b'x'; MAX_COPIED];
        assert_eq!(
            written(&[b"head", &large]).await,
            (MAX_COPIED + 4, vec![b"in pieces".to_vec()])
        );
    }
}

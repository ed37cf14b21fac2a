//! What the dialects of the upstream APIs say: usage out of replies, errors in their shape.

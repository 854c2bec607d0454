"""Text of a narration: utterances for the voice, captions and transcript for readers."""

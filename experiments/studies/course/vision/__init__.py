"""The course's labs on what networks see, dream and draw. Their recipes stand one folder up, with all others."""

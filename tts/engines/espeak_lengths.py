"""How long the embedded voice takes: fitted by `benchmarks/pace.py --fit` on 400 pages cut from film and drug reviews.

Milliseconds a syllable, word, letter, comma, sentence end, beat and page; the last makes up for the pause that the last
sentence of a page does not have.
"""

from __future__ import annotations

from plainspoken.tts.engines.lengths import Lengths

LENGTHS = Lengths(
    rates=(100, 140, 180, 220, 260, 300, 340, 380, 440),
    rows=(
        (72.7, 127.1, 58.6, 411.8, 542.4, 784.2, -1135.1),  # 100
        (46.6, 79.8, 46.6, 260.4, 350.4, 463.2, -629.9),  # 140
        (35.1, 54.9, 39.0, 179.2, 244.7, 295.1, -373.1),  # 180
        (29.2, 38.4, 34.0, 126.6, 175.9, 194.3, -219.3),  # 220
        (28.2, 26.2, 30.0, 86.2, 123.5, 120.1, -105.6),  # 260
        (26.5, 18.8, 26.9, 53.0, 86.4, 69.7, -32.0),  # 300
        (25.2, 14.5, 24.3, 10.5, 48.0, 22.3, 10.2),  # 340
        (26.7, 12.2, 21.1, -9.4, 26.5, -0.1, 15.5),  # 380
        (29.0, 11.3, 16.5, -10.3, 18.7, 5.8, 4.2),  # 440
    ),
)

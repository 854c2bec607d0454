# All that a talk needs but training: lint, render, voice, deck, player, video.
#   docker build -t plainspoken .
#   docker run --rm -v "$PWD:/talks" plainspoken talk my-talk --results recorded
FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends git espeak-ng fonts-crosextra-carlito fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
COPY . /opt/plainspoken
RUN python -m pip install --no-cache-dir -c /opt/plainspoken/constraints.txt "/opt/plainspoken[voice,slides,pictures]" \
    && python -m pip install --no-cache-dir --no-deps --require-hashes -r /opt/plainspoken/tts/voice_packages/hibari.txt
RUN useradd --create-home plainspoken && git config --system --add safe.directory '*'
USER plainspoken
WORKDIR /talks
ENTRYPOINT ["plainspoken"]
CMD ["--help"]

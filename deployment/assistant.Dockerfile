# The Rasa assistant: Python 3.10 for it alone (docs/adr/0002). The model is trained while the image is built.
FROM python:3.10-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /kynnys
COPY requirements/assistant.txt requirements/vectors.txt requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/assistant.txt -r requirements/vectors.txt
RUN useradd --create-home --uid 1000 kynnys && mkdir var && chown kynnys var
COPY data data
COPY assistant assistant
USER kynnys
RUN python -m assistant train

# api, actions and the catalogue's commands: one image, the locked requirements, no build tools.
FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /kynnys
COPY requirements/application.txt requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/application.txt
COPY data data
COPY database database
COPY services_catalog services_catalog
COPY help_requests help_requests
COPY staff staff
COPY curation curation
COPY usage usage
COPY actions actions
COPY api api
COPY widget widget
RUN useradd --no-create-home --uid 1000 kynnys && mkdir var && chown kynnys var
USER kynnys

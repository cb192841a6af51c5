/**
 * How Next serves the pages. Every page lives at `app/[locale]/n/[network]/…`; the rewrites below give English its bare
 * path and the first network (written `~`) its short one, so that `/blocks`, `/zh/blocks`, `/n/alpha/blocks` and
 * `/zh/n/alpha/blocks` are one page. They run after the file system, so files of `public/` need no exception.
 */
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/_i18n/request.ts");

/** First parts of a path that are not pages of the first network in English. */
const RESERVED = "(?:zh|en|n|_next|api|live|healthz|readyz|metrics)(?:/|$)";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Titles and descriptions stand in <head> for everyone, not only for known bots: pages must read without JavaScript.
  htmlLimitedBots: /.*/,
  // These stay plain Node modules: native code, workers, or files looked up beside themselves.
  serverExternalPackages: [
    "@prisma/client",
    "@prisma/adapter-pg",
    "pg",
    "@grpc/grpc-js",
    "hash-wasm",
    "secp256k1",
    "pino",
    "prom-client",
  ],
  // `npm run check` checks the types of everything at once; a start does not pay for it again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  async redirects() {
    return [
      { source: "/en", destination: "/", permanent: true },
      { source: "/en/:path*", destination: "/:path*", permanent: true },
    ];
  },
  async rewrites() {
    return {
      beforeFiles: [],
      afterFiles: [
        { source: "/", destination: "/en/n/~" },
        { source: "/zh", destination: "/zh/n/~" },
        { source: "/n", destination: "/en/n/~/n" },
        { source: "/zh/n", destination: "/zh/n/~/n" },
        { source: "/n/:path+", destination: "/en/n/:path+" },
        { source: "/zh/:path((?!n(?:/|$)).+)", destination: "/zh/n/~/:path" },
        { source: `/:path((?!${RESERVED}).+)`, destination: "/en/n/~/:path" },
      ],
      fallback: [],
    };
  },
};

export default withNextIntl(config);

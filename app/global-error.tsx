"use client";
/** The last resort, where even the layout failed: no catalogue can be relied on, so it speaks both languages. */
import "./_theme/tokens.css";
import "./_theme/base.css";
import { ErrorState } from "#app/kit";

export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <main>
          <ErrorState title="Chainglass · 500">
            The page could not be put together. <span lang="zh-Hans">页面加载失败。</span>
          </ErrorState>
        </main>
      </body>
    </html>
  );
}

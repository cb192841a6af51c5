"use client";
/** The frame around a live list: it holds the rows under a pointer and offers those that wait. */
import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import styles from "./held.module.css";

export interface HeldProps {
  kind: "blocks" | "transactions";
  waitingCount: number;
  show: () => void;
  holders: Pick<ComponentProps<"div">, "onPointerEnter" | "onPointerLeave" | "onFocus" | "onBlur">;
  children: ReactNode;
}

export function Held({ kind, waitingCount, show, holders, children }: HeldProps) {
  const t = useTranslations("live");
  return (
    <div className={styles.held} {...holders}>
      {waitingCount > 0 && (
        <button type="button" className={styles.bar} onClick={show}>
          {t(`waiting.${kind}`, { count: waitingCount })}
        </button>
      )}
      {children}
    </div>
  );
}

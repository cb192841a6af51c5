"use client";
/** Hands the place down to every link of a page. */
import Link from "next/link";
import { createContext, type ReactNode, use } from "react";
import link from "./link.module.css";
import { type Place, pathTo } from "./place";

const PlaceContext = createContext<Place>({ locale: "en", network: "", named: false });

export function PlaceProvider({ place, children }: { place: Place; children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

export function usePlace(): Place {
  return use(PlaceContext);
}

export interface PlaceLinkProps {
  /** From the network's root. */
  to: string;
  children: ReactNode;
  variant?: "text" | "mono" | "quiet" | "button";
  title?: string;
  label?: string;
  current?: boolean;
}

/** A link that keeps language and network. Nothing is fetched ahead: tables hold dozens of them. */
export function PlaceLink({ to, children, variant = "text", title, label, current }: PlaceLinkProps) {
  return (
    <Link
      href={pathTo(usePlace(), to)}
      prefetch={false}
      className={link[variant]}
      title={title}
      aria-label={label}
      aria-current={current ? "page" : undefined}
    >
      {children}
    </Link>
  );
}

// Times side by side: the newest run's in the page, and those of a run on an agent.
import type { ReactNode } from "react";
import { printSeconds, type Statistics } from "./statistics";

export interface TimesTableProps {
  /** For those who don't see it. */
  readonly caption: string;
  readonly rows: readonly { readonly name: string; readonly times: Statistics }[];
  /** Rows of another kind, below. */
  readonly children?: ReactNode;
}

export function TimesTable({ caption, rows, children }: TimesTableProps) {
  return (
    <table className="numbers">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">engine</th>
          <th scope="col">median</th>
          <th scope="col">95 % interval</th>
          <th scope="col">least</th>
          <th scope="col">runs</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, times }) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{printSeconds(times.median)}</td>
            <td>
              {printSeconds(times.low)} – {printSeconds(times.high)}
            </td>
            <td>{printSeconds(times.min)}</td>
            <td>{times.count}</td>
          </tr>
        ))}
        {children}
      </tbody>
    </table>
  );
}

/** Copies in and out of where a program runs. */
export function MarshallingRow({ seconds, title }: { readonly seconds: number; readonly title: string }) {
  return (
    <tr title={title}>
      <td>marshalling</td>
      <td>{printSeconds(seconds)}</td>
      <td />
      <td />
      <td>1</td>
    </tr>
  );
}

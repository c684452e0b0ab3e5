"use client";
import { Dialog } from "@/components/ui/dialog";
import type { Command } from "./command";
import { printKeys } from "./keys";
import "./palette.css";

export interface KeySheetProps {
  readonly commands: readonly Command[];
  readonly mac: boolean;
  readonly onClose: () => void;
}

/** Every key there is, by what it is for. */
export function KeySheet({ commands, mac, onClose }: KeySheetProps) {
  const withKeys = commands.filter((command) => command.keys !== undefined);
  const groups = [...new Set(withKeys.map((command) => command.group))];
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="dialog-head">
        <h2>Keys</h2>
        <span className="soft">In the editor, Esc and then Tab leaves it.</span>
        <span className="spacer" />
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <div className="dialog-scroll key-sheet">
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {withKeys
                .filter((command) => command.group === group)
                .map((command) => (
                  <KeyRow key={command.id} command={command} mac={mac} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function KeyRow({ command, mac }: { readonly command: Command; readonly mac: boolean }) {
  return (
    <>
      <dt>
        {command.words} {command.pane !== undefined && <span className="soft">(in {command.pane})</span>}
      </dt>
      <dd>
        {command.keys?.map((keys) => (
          <kbd key={keys}>{printKeys(keys, mac)}</kbd>
        ))}
      </dd>
    </>
  );
}

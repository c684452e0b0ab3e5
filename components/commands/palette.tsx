"use client";
// Every command by its words, with its key, and the reason where it can't be done now.
import { type KeyboardEvent, useMemo, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { type Command, findCommands } from "./command";
import { printKeys } from "./keys";
import "./palette.css";

export interface PaletteProps {
  readonly commands: readonly Command[];
  readonly mac: boolean;
  readonly onClose: () => void;
}

export function Palette({ commands, mac, onClose }: PaletteProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => findCommands(commands, query), [commands, query]);
  const chosen = found[Math.min(at, found.length - 1)];
  const choose = (command: Command | undefined) => {
    if (command === undefined || command.whyNot !== undefined) return;
    onClose();
    command.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (event.key === "Enter") choose(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Commands" className="palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={chosen && `palette-${chosen.id}`}
        placeholder="What do you want to do?"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div role="listbox" id="palette-list" aria-label="Commands" className="palette-list">
        {found.map((command) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys.
          <div
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            aria-disabled={command.whyNot !== undefined}
            ref={(row) => {
              if (command === chosen) row?.scrollIntoView({ block: "nearest" });
            }}
            onClick={() => choose(command)}
          >
            <span className="palette-group">{command.group}</span>
            <span>{command.words}</span>
            {command.whyNot !== undefined && <span className="palette-why">{command.whyNot}</span>}
            <span className="spacer" />
            {command.keys?.slice(0, 1).map((keys) => (
              <kbd key={keys}>{printKeys(keys, mac)}</kbd>
            ))}
          </div>
        ))}
        {found.length === 0 && <p className="soft pad">No command has these words.</p>}
      </div>
    </Dialog>
  );
}

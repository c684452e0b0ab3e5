"use client";
// A transformation's options with the values worth trying: in the list of transformations, and for a step that is opened.
import type { Option, OptionValue, OptionValues } from "@datawright/compiler-core/transformations";

export interface OptionFieldsProps {
  readonly options: Readonly<Record<string, Option<OptionValue>>>;
  readonly values: OptionValues;
  /** Values that are offered too, as of a step that was recorded with others than those worth trying. */
  readonly recorded?: OptionValues;
  readonly onChange: (values: OptionValues) => void;
}

export function OptionFields({ options, values, recorded, onChange }: OptionFieldsProps) {
  if (Object.keys(options).length === 0) return null;
  return (
    <div className="row-options">
      {Object.entries(options).map(([name, option]) => (
        <OptionField
          key={name}
          option={option}
          value={values[name] ?? option.default}
          recorded={recorded?.[name]}
          onChange={(value) => onChange({ ...values, [name]: value })}
        />
      ))}
    </div>
  );
}

interface OptionFieldProps {
  readonly option: Option<OptionValue>;
  readonly value: OptionValue;
  readonly recorded: OptionValue | undefined;
  readonly onChange: (value: OptionValue) => void;
}

function OptionField({ option, value, recorded, onChange }: OptionFieldProps) {
  const key = (each: OptionValue) => JSON.stringify(each);
  const all = [option.default, ...option.values, ...(recorded === undefined ? [] : [recorded])];
  const offered = [...new Map(all.map((each) => [key(each), each])).values()];
  return (
    <label>
      {option.title}
      <select
        value={key(value)}
        onChange={(event) => onChange(offered.find((each) => key(each) === event.target.value) ?? option.default)}
      >
        {offered.map((each) => (
          <option key={key(each)} value={key(each)}>
            {Array.isArray(each) ? each.join(", ") || "none" : String(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

"use client";
// The step at the cursor, opened: where it applies, and its options as they were recorded. Other values take it again.
import type { Step } from "@datawright/compiler-core/recipes";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { sizesOf } from "@/components/runs/run-subject";
import type { StudioState } from "@/components/stores/studio-store";
import { OptionFields } from "@/components/transformations/option-fields";
import { usePrediction } from "@/components/transformations/use-prediction";
import type { PredictionContext } from "@/components/tuning/predictions";
import type { StepPlace } from "@/components/tuning/retake";
import { retakeAtCursor } from "@/components/tuning/retake-actions";
import { graphBeforeStep } from "@/components/tuning/shown";
import type { Candidate } from "@/components/tuning/tuning";
import { compiler } from "@/components/workers/services";
import { Superseded, WorkerFailure } from "@/components/workers/worker-client";
import { effectOf } from "./step-effect";
import "./step-options.css";

export interface StepOptionsProps {
  readonly state: StudioState;
  readonly onClose: () => void;
}

export function StepOptions({ state, onClose }: StepOptionsProps) {
  const { document, graph, given, graphText: text, recipe, played } = state;
  const at = recipe.cursor - 1;
  const step = recipe.steps[at];
  const before = useMemo(() => graphBeforeStep({ graph, recipe, played }, at), [graph, recipe, played, at]);
  const sizes = useMemo(() => sizesOf({ document, graph, given }), [document, graph, given]);
  const context = useMemo(() => before && { sdfg: before, text, sizes }, [before, text, sizes]);
  const place = useStepPlace(before, step, text);
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    opener.current = window.document.activeElement;
    panel.current?.focus();
  }, []);
  if (step === undefined) return null;
  const close = () => {
    onClose();
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  const isUnreachable = played?.stopped !== undefined && played.graphs.length < at;
  return (
    <section
      ref={panel}
      className="step-options"
      tabIndex={-1}
      aria-label={`Options of step ${at + 1}, ${step.transformation}`}
      onKeyDown={onKey}
    >
      <header>
        <strong>{step.transformation}</strong>
        <span className="soft">
          {place?.kind === "found" ? place.candidate.place : `step ${at + 1} of ${recipe.steps.length}`}
        </span>
        <button type="button" className="quiet" aria-label="Close the options" onClick={close}>
          ✕
        </button>
      </header>
      {isUnreachable ? (
        <p>A step before this one can't be taken, so there is no graph to take it on.</p>
      ) : place === undefined ? (
        <p className="soft">Looking for its place …</p>
      ) : place.kind === "lost" ? (
        <p>{place.reason}</p>
      ) : (
        <Values
          key={`${at} ${step.after} ${place.candidate.key}`}
          step={step}
          candidate={place.candidate}
          context={context}
          onApplied={close}
        />
      )}
    </section>
  );
}

interface ValuesProps {
  readonly step: Step;
  readonly candidate: Candidate;
  readonly context: PredictionContext | undefined;
  readonly onApplied: () => void;
}

function Values({ step, candidate, context, onApplied }: ValuesProps) {
  const { options, summary } = candidate;
  const [values, setValues] = useState(step.options);
  const [working, setWorking] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const prediction = effectOf(undefined, usePrediction(candidate, context, values));
  if (Object.keys(options).length === 0) return <p>{summary} It has no options.</p>;
  const same = Object.keys(options).every(
    (name) => JSON.stringify(values[name]) === JSON.stringify(step.options[name]),
  );
  const apply = async () => {
    setWorking(true);
    const whyNot = await retakeAtCursor(values);
    setWorking(false);
    setRefusal(whyNot);
    if (whyNot === undefined) onApplied();
  };
  return (
    <>
      <p className="soft">{summary}</p>
      <OptionFields
        options={options}
        values={values}
        recorded={step.options}
        onChange={(changed) => {
          setRefusal(undefined);
          setValues(changed);
        }}
      />
      {refusal !== undefined && (
        <p className="refusal" role="alert">
          {step.transformation} does not apply with these values: {refusal}
        </p>
      )}
      <footer>
        <span className="soft" title={prediction.sentence}>
          {working ? "Taking it and the steps after it again …" : prediction.words}
        </span>
        <button
          type="button"
          disabled={same || working}
          aria-label={`Apply ${step.transformation} with these values`}
          title={
            same
              ? "These are the values it was taken with: choose others."
              : "Takes this step with these values, then the steps after it as far as they apply. The steps as they are stay as an alternative."
          }
          onClick={() => void apply()}
        >
          Apply
        </button>
      </footer>
    </>
  );
}

/** Nothing while it is looked for. */
function useStepPlace(before: Sdfg | undefined, step: Step | undefined, text: string): StepPlace | undefined {
  const [place, setPlace] = useState<StepPlace>();
  useEffect(() => {
    setPlace(undefined);
    if (before === undefined || step === undefined) return;
    let isWanted = true;
    compiler()
      .request("place", { sdfg: before, step, text })
      .then(
        (found) => {
          if (isWanted) setPlace(found);
        },
        (error: unknown) => {
          if (error instanceof Superseded) return;
          if (!(error instanceof WorkerFailure)) throw error;
          if (isWanted) setPlace({ kind: "lost", reason: error.message });
        },
      );
    return () => {
      isWanted = false;
    };
  }, [before, step, text]);
  return place;
}

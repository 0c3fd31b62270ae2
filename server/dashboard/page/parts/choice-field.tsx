// A field in which one of some words is chosen.

interface ChoiceFieldProps {
  readonly id: string;
  readonly title: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
  /** The word for none of them, whose value is empty; left out, one has to be chosen. */
  readonly none?: string;
  readonly onChoose: (value: string) => void;
}

export function ChoiceField({ id, title, value, options, none, onChoose }: ChoiceFieldProps) {
  return (
    <>
      <label class="quiet" for={id}>
        {title}
      </label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </>
  );
}

import { words } from "../../strings/list";
import { Icon } from "../icons";
import classes from "./Filters.module.css";
import type { Chip } from "./filters";

interface Props {
  chips: readonly Chip[];
  onRemove: (key: string) => void;
  onClear: () => void;
}

/** The filters in effect, each with its way out. */
export function FilterChips({ chips, onRemove, onClear }: Props) {
  if (chips.length === 0) return null;
  return (
    <div className={classes.chips}>
      <ul aria-label={words.filters}>
        {chips.map(({ key, label, value }) => (
          <li key={key} className={classes.chip}>
            <span className="cut" title={`${label}: ${value}`}>
              <span className="dim">{label}</span> {value}
            </span>
            <button
              type="button"
              aria-label={words.removeFilter(label, value)}
              onClick={() => onRemove(key)}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className={classes.clear} onClick={onClear}>
        {words.clearAll}
      </button>
    </div>
  );
}

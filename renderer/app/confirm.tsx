import { create } from "zustand";
import { useText } from "../i18n";
import { Button, Dialog } from "../ui";

interface Question {
  readonly title: string;
  readonly body: string;
  readonly confirm: string;
  readonly answer: (confirmed: boolean) => void;
}

const useQuestion = create<{ question: Question | null }>(() => ({ question: null }));

/** Asks yes or no; true when confirmed. */
export function askConfirm(question: Omit<Question, "answer">): Promise<boolean> {
  return new Promise((resolve) => {
    useQuestion.setState({
      question: {
        ...question,
        answer: (confirmed) => {
          useQuestion.setState({ question: null });
          resolve(confirmed);
        },
      },
    });
  });
}

/** Where questions appear; once in the window. */
export function ConfirmDialog() {
  const text = useText();
  const question = useQuestion((state) => state.question);
  if (!question) return null;
  return (
    <Dialog
      title={question.title}
      onClose={() => question.answer(false)}
      actions={
        <>
          {/* What is asked here gives something up, which no stray Enter may do. */}
          <Button data-first-focus onClick={() => question.answer(false)}>
            {text("app.cancel")}
          </Button>
          <Button variant="primary" onClick={() => question.answer(true)}>
            {question.confirm}
          </Button>
        </>
      }
    >
      <p className="dialog-text">{question.body}</p>
    </Dialog>
  );
}

import { Component, type ErrorInfo, type ReactNode } from "react";
import { useText } from "../i18n";
import { Button } from "../ui";
import { saveProjectAs } from "./document-flow";

function ErrorScreen({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const text = useText();
  return (
    <main className="error-screen" role="alert">
      <h1>{text("app.errorTitle")}</h1>
      <p>{text("app.errorBody")}</p>
      <pre>{error.message}</pre>
      <div className="error-actions">
        <Button variant="primary" icon="save" onClick={() => void saveProjectAs()}>
          {text("app.saveCopy")}
        </Button>
        <Button onClick={onRetry}>{text("app.tryAgain")}</Button>
      </div>
    </main>
  );
}

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: Error | null;
}

/** Catches a fault while drawing the window: the document lives outside it and can still be saved. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error("The window could not be drawn.", error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error) return <ErrorScreen error={error} onRetry={() => this.setState({ error: null })} />;
    return this.props.children;
  }
}

//! Runs tasks in an order that is chosen from outside, and goes through all orders within a bound.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use authing::transport::time::ManualClock;

/// The choices of one run: those of a prefix, then always the first.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    prefix: Vec<usize>,
    made: Vec<(usize, usize)>,
}

impl Choices {
    pub(crate) fn of(prefix: Vec<usize>) -> Self {
        Self { prefix, made: Vec::new() }
    }

    /// One of `count` ways to go on.
    pub(crate) fn choose(&mut self, count: usize) -> usize {
        assert!(count > 0);
        if count == 1 {
            return 0;
        }
        let chosen = self.prefix.get(self.made.len()).copied().unwrap_or(0);
        assert!(chosen < count, "a run is not repeatable");
        self.made.push((chosen, count));
        chosen
    }

    /// The choices that come next, depth first; `None` after the last.
    pub(crate) fn next_prefix(&self) -> Option<Vec<usize>> {
        let last = self.made.iter().rposition(|(chosen, count)| chosen + 1 < *count)?;
        let mut prefix: Vec<_> = self.made[..=last].iter().map(|(chosen, _)| *chosen).collect();
        prefix[last] += 1;
        Some(prefix)
    }
}

/// How far orders may differ from running one task after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bounds {
    /// How often a task that could go on is interrupted by another.
    pub(crate) preemptions: usize,
    /// How many processes are killed.
    pub(crate) kills: usize,
    /// How many futures are dropped while their process lives on.
    pub(crate) drops: usize,
}

struct Task {
    process: usize,
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
    ready: Arc<Ready>,
}

struct Ready(AtomicBool);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The tasks of some processes.
#[derive(Default)]
pub(crate) struct Executor {
    tasks: Vec<Task>,
}

enum Step {
    Poll(usize),
    Drop(usize),
    Kill(usize),
}

impl Executor {
    pub(crate) fn spawn(&mut self, process: usize, future: impl Future<Output = ()> + 'static) {
        let ready = Arc::new(Ready(AtomicBool::new(true)));
        self.tasks.push(Task { process, future: Some(Box::pin(future)), ready });
    }

    /// Runs until nothing is left. Calls `on_end` with a process before its tasks are dropped, and
    /// whether it is all of them. Only the task that ran last ends so: to stop another one is to stop
    /// it right after its own last step.
    ///
    /// Time passes only when nobody can go on.
    ///
    /// # Panics
    ///
    /// When tasks are left that wait for nothing.
    pub(crate) fn run(
        mut self,
        choices: &Arc<Mutex<Choices>>,
        mut bounds: Bounds,
        clock: &ManualClock,
        mut on_end: impl FnMut(usize, bool),
    ) {
        let mut last = None;
        for _ in 0..MAX_STEPS {
            let alive = |task: &Task| task.future.is_some();
            if !self.tasks.iter().any(alive) {
                return;
            }
            let can_go_on = |task: &Task| alive(task) && task.ready.0.load(Ordering::SeqCst);
            let mut runnable: Vec<_> =
                (0..self.tasks.len()).filter(|index| can_go_on(&self.tasks[*index])).collect();
            if runnable.is_empty() {
                assert!(clock.sleepers() > 0, "everybody waits for nobody");
                clock.advance(Duration::from_secs(1));
                continue;
            }
            // Whoever ran last goes on first; to interrupt it costs.
            if let Some(at) = runnable.iter().position(|index| Some(*index) == last) {
                let index = runnable.remove(at);
                if bounds.preemptions == 0 {
                    runnable.clear();
                }
                runnable.insert(0, index);
            }
            let mut steps: Vec<_> = runnable.iter().map(|index| Step::Poll(*index)).collect();
            if bounds.drops > 0
                && let Some(index) = last.filter(|index| alive(&self.tasks[*index]))
            {
                steps.push(Step::Drop(index));
            }
            if bounds.kills > 0
                && let Some(index) = last.filter(|index| alive(&self.tasks[*index]))
            {
                steps.push(Step::Kill(self.tasks[index].process));
            }
            let chosen = choices.lock().unwrap().choose(steps.len());
            match steps[chosen] {
                Step::Poll(index) => {
                    if chosen > 0 && Some(runnable[0]) == last {
                        bounds.preemptions -= 1;
                    }
                    last = Some(index);
                    self.poll(index);
                }
                Step::Drop(index) => {
                    bounds.drops -= 1;
                    on_end(self.tasks[index].process, false);
                    self.tasks[index].future = None;
                }
                Step::Kill(process) => {
                    bounds.kills -= 1;
                    on_end(process, true);
                    for task in self.tasks.iter_mut().filter(|task| task.process == process) {
                        task.future = None;
                    }
                }
            }
        }
        panic!("no end after {MAX_STEPS} steps");
    }

    fn poll(&mut self, index: usize) {
        let task = &mut self.tasks[index];
        task.ready.0.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(&task.ready));
        let Some(future) = &mut task.future else {
            return;
        };
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            task.future = None;
        }
    }
}

/// A point at which another task may go first.
pub(crate) async fn gate() {
    let mut has_waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

const MAX_STEPS: usize = 2000;

//! The trainer's tests as one program, since each program of its own compiles the supporting code and links again. Apart
//! stand those that need a process to themselves: its allocator, its cap on the instruction set, or its death.

mod analysis;
mod checkpoint_faults;
mod checkpoint_files;
mod checkpoint_times;
mod continuing;
mod ending;
mod event_reporting;
mod failing_batch;
mod gradients;
mod joint_losses;
mod kernels;
mod memory;
mod metrics;
mod mutated_ir;
mod optimizers;
mod outputs;
mod passes;
mod plain_training;
mod probing;
mod products;
mod random_numbers;
mod reference;
mod safetensors;
mod schedules;
mod session;
mod session_statistics;
mod settling;
mod splitting;
mod statistics;
mod support;
mod target_scaling;
mod thread_budget;
mod train_eval_gap;
mod validation;

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kdp_crash.c - crashes the first kernel of a crash test in one of many ways.
 *
 * Debian's kernels have no lkdtm.  Parameters: cpu, on which it happens; how,
 * written to have it happen: softirq, hardirq, nmi and stop-machine panic in
 * that context; bug, oops, double-fault and stack are what they say; the kernel
 * must find out of soft-lockup, hard-lockup and hung-task, and init sets the
 * limits; button hangs like hard-lockup, until somebody sends an NMI.
 * A kthread named kdp_crash/CPU does it.  The module cannot be removed.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/objtool.h>
#include <linux/sched.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <asm/apic.h>
#include <asm/msr.h>
#include <asm/nmi.h>

#include "die.h"

static unsigned int cpu;
module_param(cpu, uint, 0444);

/* Callers have something to do after it, so that they are in the backtrace. */
static noinline void crash_here(const char *where)
{
	die_here("kdp_crash: panic in %s on CPU %u", where,
		 raw_smp_processor_id());
}

static void softirq_work(struct tasklet_struct *tasklet)
{
	crash_here("softirq");
	barrier();
}

static DECLARE_TASKLET(softirq_tasklet, softirq_work);

static void crash_softirq(void)
{
	/* It runs at the end of this section. */
	local_bh_disable();
	tasklet_schedule(&softirq_tasklet);
	local_bh_enable();
}

static void hardirq_work(struct irq_work *work)
{
	crash_here("hardirq");
	barrier();
}

static DEFINE_IRQ_WORK(crash_work, hardirq_work);

static void crash_hardirq(void)
{
	irq_work_queue(&crash_work);
}

static bool nmi_armed;

static int crash_nmi_handler(unsigned int type, struct pt_regs *regs)
{
	if (!READ_ONCE(nmi_armed) || raw_smp_processor_id() != cpu)
		return NMI_DONE;
	crash_here("nmi");
	return NMI_HANDLED;
}

/*
 * To this CPU itself, by its number: Intel SDM Vol. 3A, 11.6.1, allows no NMI
 * with the shorthand "self".
 */
static void crash_nmi(void)
{
	u32 id = per_cpu(x86_cpu_to_apicid, cpu);
	void __iomem *apic;

	WRITE_ONCE(nmi_armed, true);
	if (x2apic_enabled()) {
		wrmsr(APIC_BASE_MSR + (APIC_ICR >> 4), APIC_DM_NMI, id);
		return;
	}
	apic = ioremap(APIC_DEFAULT_PHYS_BASE, PAGE_SIZE);
	if (!apic)
		return;
	writel(id << 24, apic + APIC_ICR2);
	writel(APIC_DM_NMI, apic + APIC_ICR);
}

static int stopped(void *data)
{
	crash_here("stop-machine");
	return 0;
}

static void crash_stop_machine(void)
{
	stop_machine(stopped, NULL, cpumask_of(cpu));
}

static void crash_bug(void)
{
	BUG();
}

static void crash_oops(void)
{
	int *nowhere = NULL;

	/* So that the compiler does not see what it is. */
	OPTIMIZER_HIDE_VAR(nowhere);
	WRITE_ONCE(*nowhere, 1);
}

/*
 * Neither the stack fault's frame nor any other has a place on a stack that is
 * not canonical.
 */
static void crash_double_fault(void)
{
	asm volatile("mov %0, %%rsp; push %%rax" : : "r" (1ul << 62));
}
STACK_FRAME_NON_STANDARD(crash_double_fault);

static noinline unsigned int eat_stack(unsigned int depth)
{
	volatile char here[512];

	memset((char *)here, (int)depth, sizeof(here));
	if (depth)
		depth = eat_stack(depth - 1);
	return depth + (unsigned int)here[depth % sizeof(here)];
}

static void crash_stack(void)
{
	pr_info("kdp_crash: %u\n", eat_stack(100000));
}

static void crash_soft_lockup(void)
{
	preempt_disable();
	for (;;)
		cpu_relax();
}

static void crash_hard_lockup(void)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

static void crash_hung_task(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	for (;;)
		schedule();
}

static const struct {
	const char *name;
	void (*crash)(void);
} ways[] = {
	{ "softirq", crash_softirq },
	{ "hardirq", crash_hardirq },
	{ "nmi", crash_nmi },
	{ "stop-machine", crash_stop_machine },
	{ "bug", crash_bug },
	{ "oops", crash_oops },
	{ "double-fault", crash_double_fault },
	{ "stack", crash_stack },
	{ "soft-lockup", crash_soft_lockup },
	{ "hard-lockup", crash_hard_lockup },
	{ "button", crash_hard_lockup },
	{ "hung-task", crash_hung_task },
};

static int crash_thread(void *data)
{
	void (*crash)(void) = data;

	crash();
	return 0;
}

static int set_how(const char *value, const struct kernel_param *param)
{
	struct task_struct *task;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++)
		if (sysfs_streq(value, ways[i].name))
			break;
	if (i == ARRAY_SIZE(ways))
		return -EINVAL;
	task = kthread_create(crash_thread, ways[i].crash, "kdp_crash/%u",
			      cpu);
	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, cpu);
	wake_up_process(task);
	return 0;
}

static const struct kernel_param_ops how_ops = { .set = set_how };
module_param_cb(how, &how_ops, NULL, 0200);

static int __init crash_init(void)
{
	if (cpu >= nr_cpu_ids || !cpu_online(cpu)) {
		pr_err("kdp_crash: CPU %u is not online\n", cpu);
		return -EINVAL;
	}
	return register_nmi_handler(NMI_LOCAL, crash_nmi_handler, 0,
				    "kdp_crash");
}
module_init(crash_init);

MODULE_DESCRIPTION("Ways to crash for kdump-prep's crash tests");
MODULE_LICENSE("GPL");

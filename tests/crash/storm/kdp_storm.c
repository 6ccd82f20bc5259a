// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kdp_storm.c - the first kernel's half of the crash harness.
 *
 * Turns the doorbell of an ivshmem device into NMIs for one CPU: each message
 * that the host rings is delivered as the MSI-X table says, and this module
 * writes an NMI into that table.  It also leaves, where the host can read it,
 * the TSC at the entry of machine_kexec(): from there to purgatory's lidt no
 * handler can exist, and the time between bounds how often a storm must win.
 *
 * Parameters: cpu, the target; mode, "nmi", "vector" (the entry stays as the
 * kernel made it) or "none"; panic_cpu, written to panic on that CPU; panic_nmi,
 * written to panic in the next NMI of the storm; hang_cpu, written to stop that
 * CPU with interrupts off; hold_cpu, a CPU that holds ioapic_lock from right
 * before panic_cpu's panic on, in a kernel that does not break it; panic_at,
 * the name of a function, written to panic at its next entry on whichever CPU;
 * tasklet, written to have an empty tasklet run; kexec_break, written to find
 * the entry of machine_kexec() by the CPUs' debug registers, too, where the
 * panic comes from a probe, in which the kernel leaves out all others.  The
 * module cannot be removed.
 */
#include <linux/hw_breakpoint.h>
#include <linux/interrupt.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/nmi.h>
#include <linux/pci.h>
#include <linux/perf_event.h>
#include <asm/apic.h>
#include <asm/nmi.h>
#include <asm/tsc.h>

#include "die.h"
#include "shm.h"

#define IVSHMEM_VENDOR 0x1af4
#define IVSHMEM_DEVICE 0x1110
#define IVSHMEM_BAR_MSIX 1
#define IVSHMEM_BAR_SHM 2

/* Intel SDM Vol. 3A, 11.11: message address and data. */
#define MSI_ADDRESS 0xfee00000u
#define MSI_ADDRESS_DEST_SHIFT 12
#define MSI_DATA_NMI (4u << 8)

static unsigned int cpu;
module_param(cpu, uint, 0444);
static char *mode = "none";
module_param(mode, charp, 0444);

static bool panic_nmi;
module_param(panic_nmi, bool, 0644);

static int hold_cpu = -1;
module_param(hold_cpu, int, 0644);

static struct kdp_shm __iomem *shm;

static int storm_nmi(unsigned int type, struct pt_regs *regs)
{
	if (raw_smp_processor_id() != cpu)
		return NMI_DONE;
	writeq(readq(&shm->nmi_count) + 1, &shm->nmi_count);
	if (panic_nmi)
		panic("kdp_storm: panic in an NMI on CPU %u", cpu);
	return NMI_HANDLED;
}

static irqreturn_t storm_irq(int irq, void *data)
{
	writeq(readq(&shm->irq_count) + 1, &shm->irq_count);
	return IRQ_HANDLED;
}

static void note_kexec(void)
{
	writel(raw_smp_processor_id(), &shm->cpu_kexec);
	writeq(rdtsc_ordered(), &shm->tsc_kexec);
}

static int kexec_entered(struct kprobe *probe, struct pt_regs *regs)
{
	note_kexec();
	return 0;
}

static struct kprobe kexec_probe = {
	.symbol_name = "machine_kexec",
	.pre_handler = kexec_entered,
};

static void kexec_broken(struct perf_event *event,
			 struct perf_sample_data *data, struct pt_regs *regs)
{
	note_kexec();
}

static int set_kexec_break(const char *value, const struct kernel_param *param)
{
	struct perf_event_attr attr;

	hw_breakpoint_init(&attr);
	attr.bp_addr = (unsigned long)kexec_probe.addr;
	attr.bp_len = sizeof(long);
	attr.bp_type = HW_BREAKPOINT_X;
	return PTR_ERR_OR_ZERO((void __force *)
		register_wide_hw_breakpoint(&attr, kexec_broken, NULL));
}

/* kallsyms_lookup_name() is not exported; a probe tells where it is. */
static raw_spinlock_t *find_ioapic_lock(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long (*lookup)(const char *name);
	int ret;

	ret = register_kprobe(&probe);
	if (ret)
		return NULL;
	lookup = (void *)probe.addr;
	unregister_kprobe(&probe);
	return (raw_spinlock_t *)lookup("ioapic_lock");
}

static noinline void return_at_once(void)
{
}

/*
 * Has the probed function return at once.  A probe that ftrace calls can set
 * the next instruction, but not the stack.
 */
static int skip_function(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ip = (unsigned long)return_at_once;
	return 1;
}

/* A probe with such a handler is not made into a jump, which could not skip. */
static void not_skipped(struct kprobe *probe, struct pt_regs *regs,
			unsigned long flags)
{
}

/*
 * The kernel as it was before "x86/ioapic/kcrash: Prevent crash_kexec() from
 * deadlocking on ioapic_lock".
 */
static struct kprobe zap_probe = {
	.symbol_name = "ioapic_zap_locks",
	.pre_handler = skip_function,
	.post_handler = not_skipped,
};

static struct task_struct *holder;
static raw_spinlock_t *ioapic_lock;
static bool holding;

/*
 * What a CPU looks like that the crash NMI stops inside the IO-APIC's code.  It
 * answers no other CPU any more, and opening a serial port wants the lock.
 */
static int hold_thread(void *data)
{
	local_irq_disable();
	raw_spin_lock(ioapic_lock);
	WRITE_ONCE(holding, true);
	for (;;)
		cpu_relax();
}

static int panic_thread(void *data)
{
	if (holder) {
		wake_up_process(holder);
		while (!READ_ONCE(holding))
			cpu_relax();
	}
	die_here("kdp_storm: panic on CPU %u", raw_smp_processor_id());
	return 0;
}

static int hang_thread(void *data)
{
	local_irq_disable();
	while (!kthread_should_stop())
		halt();
	return 0;
}

static struct task_struct *thread_on_cpu(unsigned int target,
					 int (*function)(void *))
{
	struct task_struct *task;

	if (target >= nr_cpu_ids || !cpu_online(target))
		return ERR_PTR(-EINVAL);
	task = kthread_create(function, NULL, "kdp_storm/%u", target);
	if (!IS_ERR(task))
		kthread_bind(task, target);
	return task;
}

static int run_on_cpu(const char *value, int (*function)(void *))
{
	struct task_struct *task;
	unsigned int target;
	int ret;

	ret = kstrtouint(value, 0, &target);
	if (ret)
		return ret;
	task = thread_on_cpu(target, function);
	if (IS_ERR(task))
		return PTR_ERR(task);
	wake_up_process(task);
	return 0;
}

static int prepare_holder(void)
{
	struct task_struct *task;
	int ret;

	ioapic_lock = find_ioapic_lock();
	if (!ioapic_lock)
		return -ENOENT;
	ret = register_kprobe(&zap_probe);
	if (ret)
		return ret;
	task = thread_on_cpu(hold_cpu, hold_thread);
	if (IS_ERR(task))
		return PTR_ERR(task);
	holder = task;
	return 0;
}

static int set_panic_cpu(const char *value, const struct kernel_param *param)
{
	int ret;

	if (hold_cpu >= 0) {
		ret = prepare_holder();
		if (ret)
			return ret;
	}
	return run_on_cpu(value, panic_thread);
}

static int set_hang_cpu(const char *value, const struct kernel_param *param)
{
	return run_on_cpu(value, hang_thread);
}

static char panic_symbol[64];

static int panic_entered(struct kprobe *probe, struct pt_regs *regs)
{
	die_here("kdp_storm: panic at %s on CPU %u", panic_symbol,
		 raw_smp_processor_id());
	return 0;
}

static struct kprobe panic_probe = {
	.symbol_name = panic_symbol,
	.pre_handler = panic_entered,
};

static int set_panic_at(const char *value, const struct kernel_param *param)
{
	if (strscpy(panic_symbol, value, sizeof(panic_symbol)) < 0)
		return -EINVAL;
	strim(panic_symbol);
	return register_kprobe(&panic_probe);
}

static void empty_tasklet(struct tasklet_struct *unused)
{
}

static DECLARE_TASKLET(storm_tasklet, empty_tasklet);

static int set_tasklet(const char *value, const struct kernel_param *param)
{
	tasklet_schedule(&storm_tasklet);
	return 0;
}

static const struct kernel_param_ops panic_at_ops = { .set = set_panic_at };
static const struct kernel_param_ops tasklet_ops = { .set = set_tasklet };
module_param_cb(panic_at, &panic_at_ops, NULL, 0200);
module_param_cb(tasklet, &tasklet_ops, NULL, 0200);

static const struct kernel_param_ops kexec_break_ops = {
	.set = set_kexec_break
};
module_param_cb(kexec_break, &kexec_break_ops, NULL, 0200);

static const struct kernel_param_ops panic_ops = { .set = set_panic_cpu };
static const struct kernel_param_ops hang_ops = { .set = set_hang_cpu };
module_param_cb(panic_cpu, &panic_ops, NULL, 0200);
module_param_cb(hang_cpu, &hang_ops, NULL, 0200);

static int get_nmi_count(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%llu\n", readq(&shm->nmi_count));
}

static int get_irq_count(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%llu\n", readq(&shm->irq_count));
}

static const struct kernel_param_ops nmi_count_ops = { .get = get_nmi_count };
static const struct kernel_param_ops irq_count_ops = { .get = get_irq_count };
module_param_cb(nmi_count, &nmi_count_ops, NULL, 0444);
module_param_cb(irq_count, &irq_count_ops, NULL, 0444);

/* The device's only vector becomes an NMI; request_irq() has unmasked it. */
static int aim_nmi(struct pci_dev *pdev, u32 apic_id)
{
	void __iomem *table;

	if (apic_id > 0xff) {
		pci_err(pdev, "APIC ID 0x%x does not fit a message\n", apic_id);
		return -ERANGE;
	}
	table = pci_iomap(pdev, IVSHMEM_BAR_MSIX, 0);
	if (!table)
		return -ENOMEM;
	writel(MSI_ADDRESS | apic_id << MSI_ADDRESS_DEST_SHIFT,
	       table + PCI_MSIX_ENTRY_LOWER_ADDR);
	writel(0, table + PCI_MSIX_ENTRY_UPPER_ADDR);
	writel(MSI_DATA_NMI, table + PCI_MSIX_ENTRY_DATA);
	return 0;
}

static int storm_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	u32 apic_id = per_cpu(x86_cpu_to_apicid, cpu);
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	pci_set_master(pdev);
	shm = pcim_iomap(pdev, IVSHMEM_BAR_SHM, KDP_SHM_SIZE);
	if (!shm)
		return -ENOMEM;
	writel(apic_id, &shm->apic_id);
	/* No other NMI is the storm's. */
	if (!strcmp(mode, "nmi"))
		ret = register_nmi_handler(NMI_LOCAL, storm_nmi, 0,
					   "kdp_storm");
	if (ret)
		return ret;
	ret = register_kprobe(&kexec_probe);
	if (ret)
		return ret;
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSIX);
	if (ret < 0)
		return ret;
	ret = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), storm_irq,
			       0, "kdp_storm", pdev);
	if (ret)
		return ret;
	if (!strcmp(mode, "nmi"))
		ret = aim_nmi(pdev, apic_id);
	if (!ret)
		writeq(KDP_SHM_MAGIC, &shm->magic);
	return ret;
}

static const struct pci_device_id storm_ids[] = {
	{ PCI_DEVICE(IVSHMEM_VENDOR, IVSHMEM_DEVICE) },
	{ }
};

static struct pci_driver storm_driver = {
	.name = "kdp_storm",
	.id_table = storm_ids,
	.probe = storm_probe,
};

static int __init storm_init(void)
{
	if (cpu >= nr_cpu_ids || !cpu_online(cpu)) {
		pr_err("kdp_storm: CPU %u is not online\n", cpu);
		return -EINVAL;
	}
	return pci_register_driver(&storm_driver);
}
module_init(storm_init);

MODULE_DESCRIPTION("NMI and vector storms for kdump-prep's crash tests");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hooks.c - the patch 1-crash-irqs for a running kernel.
 *
 * When the crash image quiesces the interrupts by itself, the crashing CPU of
 * a panicking kernel touches no IO-APIC, takes no ioapic_lock and leaves its
 * local APIC as it is but for the LVT entries, which it masks.  Everything
 * else of the crash path is the kernel's own, and without such an image all
 * of it is.
 *
 * ftrace calls a handler at the entry of six functions.  Two of them begin the
 * work: there the image is judged.  In the other four the handler sends that
 * CPU elsewhere instead, as a live patch does, but for this one call and not
 * for good.  The handlers take no lock and call nothing that is hooked, so
 * that they work in whatever a panic has interrupted, NMIs included.  Any of
 * the handlers may be missed (ftrace leaves one out when it is entered out of
 * itself): then the kernel does that part of the work, as it always did, and
 * purgatory finds it done.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ftrace.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "judge.h"

#ifndef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#error "CONFIG_DYNAMIC_FTRACE_WITH_ARGS is needed: a handler sets the next instruction"
#endif

#define NOBODY (-1)

/* What no module is given, found by name; see find_symbols(). */
static struct {
	struct kimage **crash_image;
	struct resource *reservation;
	int *ioapic_count;
	unsigned long clear_local_APIC;
} kernel;

static const struct {
	const char *name;
	void *to;
} symbols[] = {
	{ "kexec_crash_image", &kernel.crash_image },
	{ "crashk_res", &kernel.reservation },
	{ "nr_ioapics", &kernel.ioapic_count },
	{ "clear_local_APIC", &kernel.clear_local_APIC },
};

/* The CPU whose interrupts are the image's from now on. */
static int owner = NOBODY;

/* An image as it was when it was looked at; too big for a panic's stack. */
struct look {
	struct kimage image;
	struct kdp_judge_segment segment[KEXEC_SEGMENT_MAX];
};

static struct look crash_look;

static bool read_reserved(void *to, uint64_t addr, uint32_t size)
{
	const struct resource *reserved = kernel.reservation;

	if (!size || addr < reserved->start || addr > reserved->end ||
	    size - 1 > reserved->end - addr)
		return false;
	return !copy_from_kernel_nofault(to, phys_to_virt(addr), size);
}

/*
 * With an image of kexec_file_load(2) the kernel's own purgatory is entered,
 * and one that returns does not end here.
 */
static enum kdp_verdict judge(struct look *look)
{
	const struct kimage *loaded = READ_ONCE(*kernel.crash_image);
	const struct kimage *image = &look->image;
	struct kdp_judge_image judged = {
		.segment = look->segment,
		.ioapic_count = *kernel.ioapic_count,
		.read = read_reserved,
	};
	unsigned long i;

	if (!loaded)
		return KDP_VERDICT_NONE;
	if (copy_from_kernel_nofault(&look->image, loaded, sizeof(*loaded)) ||
	    image->type != KEXEC_TYPE_CRASH || image->preserve_context ||
	    image->file_mode || image->nr_segments > KEXEC_SEGMENT_MAX)
		return KDP_VERDICT_OTHER;
	for (i = 0; i < image->nr_segments; i++) {
		look->segment[i].addr = image->segment[i].mem;
		look->segment[i].size = image->segment[i].memsz;
	}
	judged.entry = image->start;
	judged.segment_count = image->nr_segments;
	return kdp_judge(&judged);
}

/*
 * Both are entered by the panicking CPU alone.  With
 * crash_kexec_post_notifiers the first comes long before the second, else it
 * is called by it; in between all other CPUs have been stopped.
 */
static void decide(unsigned long ip, unsigned long parent_ip,
			   struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	bool quiesces = judge(&crash_look) == KDP_VERDICT_QUIESCES;

	WRITE_ONCE(owner, quiesces ? raw_smp_processor_id() : NOBODY);
}

static noinline void done_by_image(void)
{
}

static void leave(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	if (READ_ONCE(owner) == raw_smp_processor_id())
		ftrace_instruction_pointer_set(fregs,
					       (unsigned long)done_by_image);
}

/*
 * An NMI of the watchdog, of LINT1, or a thermal or machine check interrupt
 * that is one, would be the end once machine_kexec() has dropped the IDT.  The
 * CPUs that the crash NMI stops come here too, and disable theirs.
 */
static void mask_only(unsigned long ip, unsigned long parent_ip,
			      struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	if (READ_ONCE(owner) == raw_smp_processor_id())
		ftrace_instruction_pointer_set(fregs, kernel.clear_local_APIC);
}

#define FUNCTIONS_MAX 2

/* One that is permanent is not switched off by kernel.ftrace_enabled. */
#define HOOK(handler, more, ...)                                   \
	{                                                          \
		.ops = {                                           \
			.func = handler,                           \
			.flags = FTRACE_OPS_FL_PERMANENT | (more), \
		},                                                 \
		.function = { __VA_ARGS__ },                       \
	}

/* "decide" comes last and goes first: without it the others do nothing. */
static struct hook {
	struct ftrace_ops ops;
	char *function[FUNCTIONS_MAX];
} hooks[] = {
	HOOK(leave, FTRACE_OPS_FL_IPMODIFY,
	     "clear_IO_APIC", "restore_boot_irq_mode"),
	HOOK(mask_only, FTRACE_OPS_FL_IPMODIFY,
	     "lapic_shutdown", "disable_local_APIC"),
	HOOK(decide, 0,
	     "kdump_nmi_shootdown_cpus", "native_machine_crash_shutdown"),
};

static void remove_hooks(size_t count)
{
	while (count--) {
		unregister_ftrace_function(&hooks[count].ops);
		ftrace_free_filter(&hooks[count].ops);
	}
}

static int set_hook(struct hook *hook)
{
	size_t i;
	int ret;

	for (i = 0; i < FUNCTIONS_MAX; i++) {
		char *name = hook->function[i];

		ret = ftrace_set_filter(&hook->ops, name, strlen(name), !i);
		if (ret) {
			pr_err("%s cannot be hooked: %d\n", name, ret);
			goto err_filter;
		}
	}
	ret = register_ftrace_function(&hook->ops);
	if (ret) {
		pr_err("%s or %s: something else has a hook there: %d\n",
		       hook->function[0], hook->function[1], ret);
		goto err_filter;
	}
	return 0;

err_filter:
	ftrace_free_filter(&hook->ops);
	return ret;
}

static int set_hooks(void)
{
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		ret = set_hook(&hooks[i]);
		if (ret) {
			remove_hooks(i);
			return ret;
		}
	}
	return 0;
}

/*
 * kallsyms_lookup_name() is not exported, but a probe tells where it is; one
 * that is registered disabled patches nothing.
 */
static int find_symbols(void)
{
	struct kprobe probe = {
		.symbol_name = "kallsyms_lookup_name",
		.flags = KPROBE_FLAG_DISABLED,
	};
	unsigned long (*lookup)(const char *name);
	unsigned long addr;
	size_t i;
	int ret;

	ret = register_kprobe(&probe);
	if (ret)
		return ret;
	lookup = (void *)probe.addr;
	unregister_kprobe(&probe);
	for (i = 0; i < ARRAY_SIZE(symbols); i++) {
		addr = lookup(symbols[i].name);
		if (!addr) {
			pr_err("this kernel has no %s\n", symbols[i].name);
			return -ENOENT;
		}
		*(unsigned long *)symbols[i].to = addr;
	}
	return 0;
}

/*
 * The image may be replaced meanwhile: what is read then is of no use, but
 * nothing faults.  Ask when no load is going on.
 */
static int get_image(char *buffer, const struct kernel_param *param)
{
	struct look *look = kmalloc(sizeof(*look), GFP_KERNEL);
	enum kdp_verdict verdict;

	if (!look)
		return -ENOMEM;
	verdict = judge(look);
	kfree(look);
	return sysfs_emit(buffer, "%s\n", kdp_verdict_word(verdict));
}

static const struct kernel_param_ops image_ops = { .get = get_image };
module_param_cb(image, &image_ops, NULL, 0444);
MODULE_PARM_DESC(image, "whether the loaded crash image quiesces interrupts");

static int __init crash_irqs_init(void)
{
	int ret = find_symbols();

	return ret ? ret : set_hooks();
}
module_init(crash_irqs_init);

static void __exit crash_irqs_exit(void)
{
	remove_hooks(ARRAY_SIZE(hooks));
}
module_exit(crash_irqs_exit);

MODULE_DESCRIPTION("Leave the interrupts of a panic to kdump-prep's purgatory");
MODULE_LICENSE("GPL");
